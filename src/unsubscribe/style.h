/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * style.h - how the page looks
 *
 * Whoever changes the text computes the digest anew; a test compares:
 *     openssl dgst -sha256 -binary | base64
 */
#ifndef ROBINSON_UNSUBSCRIBE_STYLE_H
#define ROBINSON_UNSUBSCRIBE_STYLE_H

#include "http/style.h"

#define STYLE_DIGEST "VObYRIRQlUAblSoQcRcSdVLmIc4S/jtn2Pjd0d7vPm0="

/* A line a rule. */
/* clang-format off */
#define STYLE_TEXT \
	STYLE_COLOURS \
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
	STYLE_BUTTONS \
	"footer{padding-top:.75rem;padding-bottom:2rem;" \
		"color:var(--soft);font-size:.9375rem}" \
	"footer ul{list-style:none;margin:0;padding:0;display:flex;" \
		"gap:.5rem}" \
	"footer a,footer span{display:block;padding:.6rem .75rem .6rem 0}"
/* clang-format on */

#endif
