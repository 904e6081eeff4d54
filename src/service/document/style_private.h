/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * style_private.h - how every page looks
 *
 * The colours are those of the public page (src/http/style.h). Nothing
 * is loaded from anywhere. A section is a card; a table of the class "stack"
 * becomes cards where there is no room for its columns; of two pictures of the
 * classes "wide" and "narrow" the one that can be read is shown.
 *
 * Threads: constant
 * Source:  WCAG 2.1 AA: 1.4.3, 1.4.10, 1.4.12
 */
#ifndef ROBINSON_DOCUMENT_STYLE_PRIVATE_H
#define ROBINSON_DOCUMENT_STYLE_PRIVATE_H

/* A line a rule. */
/* clang-format off */
#define PAGE_STYLE \
	":root{color-scheme:light dark;--back:#f3f5f7;--card:#fff;" \
		"--text:#1b2430;--soft:#4a5766;--line:#d5dbe1;--key:#17518a;" \
		"--yes:#14652f;--no:#8a1f1f;--wait:#7a4b00;--code:#eef1f4}" \
	"@media screen and (prefers-color-scheme:dark){:root{" \
		"--back:#12161b;--card:#1b2129;--text:#e9edf1;" \
		"--soft:#b3bdc8;--line:#38424e;--key:#9ccbf7;--yes:#8fd6a4;" \
		"--no:#f3a6a6;--wait:#f0c37d;--code:#262e38}}" \
	"*{box-sizing:border-box}" \
	"body{margin:0;background:var(--back);color:var(--text);" \
		"font:1rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}" \
	"header,main{max-width:60rem;margin:0 auto;padding:0 1.25rem}" \
	"header{padding-top:2.5rem;padding-bottom:.5rem}" \
	"main{padding-bottom:3rem}" \
	"h1{font-size:1.875rem;line-height:1.2;margin:0 0 .5rem}" \
	"h2{font-size:1.25rem;line-height:1.3;margin:0 0 .75rem}" \
	"h3{font-size:1.0625rem;line-height:1.35;margin:1.5rem 0 .5rem}" \
	"p{margin:0 0 .75rem;max-width:44rem}header p{margin:0 0 .25rem}" \
	"section>:last-child{margin-bottom:0}" \
	".soft{color:var(--soft);font-size:.9375rem}" \
	"section{background:var(--card);border:1px solid var(--line);" \
		"border-radius:.75rem;padding:1.5rem;margin-top:1rem}" \
	"table{width:100%;border-collapse:collapse;font-size:.9375rem;" \
		"margin:0 0 .75rem}" \
	"th,td{text-align:left;padding:.5rem .75rem .5rem 0;" \
		"border-bottom:1px solid var(--line);vertical-align:top;" \
		"overflow-wrap:break-word}" \
	"th:last-child,td:last-child{padding-right:0}" \
	"thead th{font-weight:600;color:var(--soft);font-size:.875rem;" \
		"vertical-align:bottom}" \
	"tbody th{font-weight:400}" \
	"tbody tr:last-child>*{border-bottom:0}" \
	".num{text-align:right;font-variant-numeric:tabular-nums}" \
	".bar{display:block;width:100%;min-width:6rem;height:.375rem;" \
		"margin-top:.3rem;border-radius:.2rem;background:var(--line);" \
		"print-color-adjust:exact}" \
	".bar rect{fill:var(--key);print-color-adjust:exact}" \
	".bar.warning rect{fill:var(--wait)}" \
	".bar.error rect{fill:var(--no)}" \
	"td.date{white-space:nowrap;font-variant-numeric:tabular-nums}" \
	"dl{margin:0;display:grid;grid-template-columns:minmax(8rem,14rem) " \
		"1fr;gap:.4rem 1rem}" \
	"dt{color:var(--soft)}dd{margin:0}" \
	"ul{margin:0;padding-left:1.2rem}li{margin:.35rem 0}" \
	"ol{margin:0;padding-left:1.6rem}time{white-space:nowrap}" \
	"b.yes{color:var(--yes)}b.no{color:var(--no)}b.wait{color:var(--wait)}" \
	".finding{border-left:.25rem solid var(--yes);" \
		"padding:.1rem 0 .1rem .9rem;margin:0 0 1rem}" \
	".finding.warning{border-color:var(--wait)}" \
	".finding.error{border-color:var(--no)}" \
	".finding p{margin:0}" \
	".finding b{color:var(--yes)}" \
	".finding.warning b{color:var(--wait)}" \
	".finding.error b{color:var(--no)}" \
	"code{font:.875em/1.5 ui-monospace,monospace;background:var(--code);" \
		"border-radius:.25rem;padding:.1em .3em;" \
		"box-decoration-break:clone;-webkit-box-decoration-break:clone}" \
	"pre{margin:0 0 .75rem;padding:.75rem;background:var(--code);" \
		"border-radius:.5rem;white-space:pre-wrap}" \
	"pre code{padding:0;background:none}" \
	"figure{margin:0 0 .75rem}figure svg{display:block;width:100%;" \
		"height:auto}" \
	"svg.narrow{display:none}" \
	"@media screen and (max-width:48rem){" \
		"header,main{padding-left:.875rem;padding-right:.875rem}" \
		"header{padding-top:1.5rem}section{padding:1.125rem 1rem}" \
		"h1{font-size:1.5rem}" \
		".stack,.stack tbody,.stack tr,.stack th,.stack td{" \
			"display:block}" \
		".stack thead{display:none}" \
		".stack tr{padding:.75rem 0;border-bottom:1px solid " \
			"var(--line)}" \
		".stack tr:first-child{padding-top:0}" \
		".stack tr:last-child{border-bottom:0;padding-bottom:0}" \
		".stack th,.stack td{border:0;padding:.15rem 0}" \
		".stack th{font-weight:600}" \
		".stack td::before{content:attr(data-title);display:block;" \
			"color:var(--soft);font-size:.875rem}" \
		".stack td.num{display:flex;flex-wrap:wrap;gap:0 1rem;" \
			"justify-content:space-between;text-align:left}" \
		".stack .bar{width:100%;margin-bottom:.35rem}" \
		".stack td:empty{display:none}" \
		"td.date{white-space:normal}}" \
	"@media screen and (max-width:36rem){" \
		"dl{grid-template-columns:1fr;gap:.1rem}" \
		"dd{margin-bottom:.6rem}" \
		"svg.wide{display:none}svg.narrow{display:block}}" \
	"@media print{:root{color-scheme:light}body{background:#fff}header,main{max-width:none;" \
		"padding-left:0;padding-right:0}section{border:0;padding:0;" \
		"margin-top:1.5rem}h2,h3{break-after:avoid}tr,figure,.finding{" \
		"break-inside:avoid}}"
/* clang-format on */

#endif
