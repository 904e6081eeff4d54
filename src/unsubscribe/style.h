/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * style.h - how the page looks
 *
 * Whoever changes the text computes the digest anew; a test compares:
 *     openssl dgst -sha256 -binary | base64
 */
#ifndef ROBINSON_UNSUBSCRIBE_STYLE_H
#define ROBINSON_UNSUBSCRIBE_STYLE_H

#define STYLE_DIGEST "VObYRIRQlUAblSoQcRcSdVLmIc4S/jtn2Pjd0d7vPm0="

/* A line a rule. */
/* clang-format off */
#define STYLE_TEXT \
	":root{color-scheme:light dark;--back:#f3f5f7;--card:#fff;" \
		"--text:#1b2430;--soft:#4a5766;--line:#d5dbe1;--key:#17518a;" \
		"--key-text:#fff;--key-over:#0f3d6b;--focus:#b3400a}" \
	"@media(prefers-color-scheme:dark){:root{--back:#12161b;" \
		"--card:#1b2129;--text:#e9edf1;--soft:#b3bdc8;--line:#38424e;" \
		"--key:#9ccbf7;--key-text:#0c1f33;--key-over:#c3e0fb;" \
		"--focus:#ffb27d}}" \
	"*{box-sizing:border-box}" \
	"body{margin:0;background:var(--back);color:var(--text);" \
		"font:1.0625rem/1.6 system-ui,sans-serif;" \
		"overflow-wrap:break-word}" \
	"header,main,footer{max-width:36rem;margin:0 auto;" \
		"padding:0 1.25rem}" \
	"header{padding-top:2rem;padding-bottom:.75rem;color:var(--soft);" \
		"font-weight:600}" \
	"header p{margin:0}" \
	"main{padding-bottom:.5rem}" \
	".card{background:var(--card);border:1px solid var(--line);" \
		"border-radius:.75rem;padding:1.75rem 1.5rem}" \
	".card+.card{margin-top:1rem;padding:1.25rem 1.5rem 1.5rem}" \
	"h1{font-size:1.625rem;line-height:1.25;margin:0 0 .75rem}" \
	"h2{font-size:1.125rem;line-height:1.35;margin:0 0 .5rem}" \
	"p{margin:0 0 1rem}" \
	"p:last-child{margin-bottom:0}" \
	".soft{color:var(--soft);font-size:.9375rem;margin-top:1.25rem}" \
	"form{margin:0}" \
	"form+form{margin-top:.75rem}" \
	"h2+form{margin-top:1rem}" \
	"p+form{margin-top:1.25rem}" \
	"button{display:block;width:100%;min-height:3rem;" \
		"padding:.7rem 1rem;font:inherit;font-weight:600;" \
		"line-height:1.35;cursor:pointer;color:var(--key-text);" \
		"background:var(--key);border:2px solid var(--key);" \
		"border-radius:.5rem}" \
	"button:hover{background:var(--key-over);" \
		"border-color:var(--key-over)}" \
	"button.plain{color:var(--key);background:transparent}" \
	"button.plain:hover{color:var(--key-text);" \
		"background:var(--key-over)}" \
	"a{color:var(--key)}" \
	"a:focus-visible,button:focus-visible{" \
		"outline:3px solid var(--focus);outline-offset:3px}" \
	"footer{padding-top:.75rem;padding-bottom:2rem;" \
		"color:var(--soft);font-size:.9375rem}" \
	"footer ul{list-style:none;margin:0;padding:0;display:flex;" \
		"gap:.5rem}" \
	"footer a,footer span{display:block;padding:.6rem .75rem .6rem 0}"
/* clang-format on */

#endif
