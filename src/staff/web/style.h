/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * style.h - how the staff pages look
 *
 * One sheet, served at a path that names its digest. Colours and buttons are
 * those of the public page.
 *
 * Files:   none
 * Threads: constant
 * Source:  WCAG 2.1 AA: 1.4.3, 1.4.10, 1.4.11, 1.4.12, 2.4.7, 2.5.8
 */
#ifndef ROBINSON_STAFF_WEB_STYLE_H
#define ROBINSON_STAFF_WEB_STYLE_H

#include "http/style.h"
#include "staff/web/style_person.h"

/* A line a rule. */
/* clang-format off */
#define STYLE_STAFF \
	STYLE_COLOURS \
	":root{--good:#14652f;--care:#7a4b00;--bad:#8a1f1f;--code:#eef1f4;" \
		"--good-back:#e8f4ec;--care-back:#fbf1de;--bad-back:#fbeaea;" \
		"--edge:#7a8694}" \
	"@media(prefers-color-scheme:dark){:root{--good:#8fd6a4;" \
		"--care:#f0c37d;--bad:#f3a6a6;--code:#262e38;" \
		"--good-back:#173022;--care-back:#33270f;--bad-back:#3a1d1f;" \
		"--edge:#7b8795}}" \
	STYLE_BUTTONS \
	STYLE_PERSON \
	"body{margin:0;background:var(--back);color:var(--text);" \
		"font:1rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}" \
	".skip{position:absolute;left:-100rem;top:0;padding:.75rem 1rem;" \
		"background:var(--card);z-index:1}" \
	".skip:focus{left:0}" \
	".hidden{position:absolute;width:1px;height:1px;overflow:hidden;" \
		"clip-path:inset(50%);white-space:nowrap}" \
	".bar{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1rem;" \
		"max-width:76rem;margin:0 auto;padding:1rem 1.25rem .5rem}" \
	".bar p{margin:0;max-width:none}" \
	".bar .name{font-weight:600;color:var(--soft);flex:1 1 auto}" \
	".bar .name a{color:inherit;text-decoration:none}" \
	".bar form{margin:0}" \
	".frame{display:grid;grid-template-columns:13rem minmax(0,1fr);" \
		"gap:0 2rem;max-width:76rem;margin:0 auto;" \
		"padding:.5rem 1.25rem 1rem}" \
	".frame.alone{display:block;max-width:32rem}" \
	".menu ul{list-style:none;margin:0;padding:0}" \
	".menu a{display:block;padding:.5rem .75rem;border-radius:.5rem;" \
		"text-decoration:none}" \
	".menu a:hover{text-decoration:underline}" \
	".menu a[aria-current]{background:var(--card);color:var(--text);" \
		"font-weight:600;box-shadow:inset 0 0 0 1px var(--line)}" \
	"main{min-width:0}" \
	"h1{font-size:1.625rem;line-height:1.25;margin:.25rem 0 1rem}" \
	"h2{font-size:1.1875rem;line-height:1.3;margin:0 0 .75rem}" \
	"h3{font-size:1.0625rem;line-height:1.35;margin:1.25rem 0 .5rem}" \
	"p{margin:0 0 .75rem;max-width:44rem}" \
	".card{background:var(--card);border:1px solid var(--line);" \
		"border-radius:.75rem;padding:1.25rem 1.5rem;margin:0 0 1rem}" \
	".card>:last-child,.card>form:last-child>:last-child{margin-bottom:0}" \
	".soft,.hint{color:var(--soft);font-size:.9375rem}" \
	".message{border-left:.25rem solid var(--key);background:var(--card);" \
		"border-radius:.25rem .5rem .5rem .25rem;" \
		"padding:.75rem 1rem;margin:0 0 1rem;max-width:none}" \
	".message.good{border-color:var(--good);background:var(--good-back)}" \
	".message.care{border-color:var(--care);background:var(--care-back)}" \
	".message.bad{border-color:var(--bad);background:var(--bad-back)}" \
	".badge{display:inline-block;padding:0 .5rem;border-radius:.375rem;" \
		"font-size:.875rem;background:var(--code)}" \
	".badge.good{color:var(--good);background:var(--good-back)}" \
	".badge.care{color:var(--care);background:var(--care-back)}" \
	".badge.bad{color:var(--bad);background:var(--bad-back)}" \
	"form{margin:0 0 .75rem}" \
	".field{margin:0 0 1rem}" \
	".field label,legend{display:block;font-weight:600;" \
		"margin:0 0 .25rem;padding:0}" \
	".hint{display:block;margin-top:.25rem}" \
	"fieldset{border:0;margin:0 0 1rem;padding:0;min-width:0}" \
	"input,select,textarea{font:inherit;color:var(--text);" \
		"background:var(--card);border:1px solid var(--edge);" \
		"border-radius:.5rem;padding:.5rem .75rem;max-width:100%}" \
	".field input,.field select,.field textarea{display:block;" \
		"width:100%;max-width:30rem;min-height:2.75rem}" \
	".field textarea{max-width:none}" \
	"[type=checkbox],[type=radio]{width:1.25rem;height:1.25rem;margin:0;" \
		"flex:none;accent-color:var(--key)}" \
	".choice{display:flex;align-items:center;gap:.6rem;margin:0 0 .5rem;" \
		"min-height:1.75rem}" \
	"input:focus-visible,select:focus-visible,textarea:focus-visible," \
		"summary:focus-visible{outline:3px solid var(--focus);" \
		"outline-offset:2px}" \
	"main:focus{outline:0}" \
	"button{width:auto;min-width:8rem;min-height:2.75rem;" \
		"padding:.5rem 1.25rem}" \
	"button.danger{background:transparent;color:var(--bad);" \
		"border-color:var(--bad)}" \
	"button.danger:hover{background:var(--bad);color:var(--card)}" \
	"button.link{display:inline;min-width:0;min-height:0;width:auto;" \
		"padding:.25rem 0;border:0;background:none;font-weight:400;" \
		"line-height:inherit;" \
		"color:var(--key);text-decoration:underline}" \
	"button.link:hover{background:none;color:var(--key-over)}" \
	".buttons{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;" \
		"margin:0 0 .75rem}" \
	".buttons form{margin:0}" \
	".alone main button.key{width:100%}" \
	".scroll{overflow-x:auto;margin:0 0 .75rem}" \
	"table{width:100%;border-collapse:collapse;font-size:.9375rem}" \
	"th,td{text-align:left;padding:.55rem .75rem .55rem 0;" \
		"border-bottom:1px solid var(--line);vertical-align:top;" \
		"overflow-wrap:break-word}" \
	"thead th{font-weight:600;color:var(--soft);font-size:.875rem;" \
		"vertical-align:bottom}" \
	"tbody tr:last-child>*{border-bottom:0}" \
	"td form{margin:0}" \
	"td button{min-width:0;min-height:2.25rem;padding:.25rem .75rem}" \
	".num{text-align:right;font-variant-numeric:tabular-nums}" \
	"time{white-space:nowrap;font-variant-numeric:tabular-nums}" \
	"dl{margin:0 0 .75rem}" \
	"dl>div{display:grid;grid-template-columns:minmax(8rem,14rem) " \
		"minmax(0,1fr);gap:.1rem 1rem;padding:.3rem 0}" \
	"dt{color:var(--soft)}dd{margin:0}" \
	"details{margin:0 0 1rem}" \
	"summary{cursor:pointer;color:var(--key);padding:.4rem 0}" \
	"code,.codes{font:.9375em/1.5 ui-monospace,monospace}" \
	"code{background:var(--code);border-radius:.25rem;padding:.1em .35em;" \
		"box-decoration-break:clone;-webkit-box-decoration-break:clone}" \
	"pre{margin:0 0 .75rem;padding:.75rem;background:var(--code);" \
		"border-radius:.5rem;white-space:pre-wrap}" \
	"ul,ol{margin:0 0 .75rem;padding-left:1.4rem}li{margin:.25rem 0}" \
	".codes{list-style:none;padding:0;display:grid;gap:.25rem 1.5rem;" \
		"grid-template-columns:repeat(auto-fill,minmax(11rem,1fr))}" \
	".pager{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;" \
		"align-items:center}" \
	".qr{display:block;width:13rem;height:13rem;max-width:100%;" \
		"border-radius:.5rem;margin:0 0 .75rem}" \
	"footer{max-width:76rem;margin:0 auto;padding:0 1.25rem 2rem;" \
		"color:var(--soft);font-size:.9375rem;display:flex;" \
		"flex-wrap:wrap;gap:.25rem 1.25rem}" \
	".alone+footer{max-width:32rem}" \
	"footer form{margin:0}footer span{padding:.25rem 0}" \
	"@media(max-width:56rem){" \
		".frame{display:block;padding:.25rem .875rem 1rem}" \
		".bar{padding:.75rem .875rem .25rem}" \
		".menu{margin:0 0 1rem}" \
		".menu ul{display:flex;flex-wrap:wrap;gap:.125rem}" \
		"footer{padding-left:.875rem;padding-right:.875rem}" \
		".card{padding:1.125rem 1rem}h1{font-size:1.4375rem}}" \
	"@media(max-width:48rem){" \
		".stack,.stack tbody,.stack tr,.stack th,.stack td{" \
			"display:block}" \
		".stack thead{display:none}" \
		".stack tr{padding:.75rem 0;border-bottom:1px solid " \
			"var(--line)}" \
		".stack tr:first-child{padding-top:0}" \
		".stack tr:last-child{border-bottom:0;padding-bottom:0}" \
		".stack th,.stack td{border:0;padding:.15rem 0}" \
		".stack td[data-title]::before{content:attr(data-title);" \
			"display:block;color:var(--soft);font-size:.875rem}" \
		".stack td.num{text-align:left}" \
		".stack td:empty{display:none}}" \
	"@media(max-width:30rem){" \
		"dl>div{grid-template-columns:1fr}" \
		".field input,.field select{max-width:none}}"
/* clang-format on */

#endif
