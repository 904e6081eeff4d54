/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * style.h - what all pages that are served look like: colours and buttons
 *
 * Files:   none; a program's own style sheet begins with these rules
 * Threads: constant
 * Source:  WCAG 2.1 AA: 1.4.3, 1.4.11, 2.4.7
 */
#ifndef ROBINSON_HTTP_STYLE_H
#define ROBINSON_HTTP_STYLE_H

/* A line a rule. */
/* clang-format off */
#define STYLE_COLOURS \
	":root{color-scheme:light dark;--back:#f3f5f7;--card:#fff;" \
		"--text:#1b2430;--soft:#4a5766;--line:#d5dbe1;--key:#17518a;" \
		"--key-text:#fff;--key-over:#0f3d6b;--focus:#b3400a}" \
	"@media(prefers-color-scheme:dark){:root{--back:#12161b;" \
		"--card:#1b2129;--text:#e9edf1;--soft:#b3bdc8;--line:#38424e;" \
		"--key:#9ccbf7;--key-text:#0c1f33;--key-over:#c3e0fb;" \
		"--focus:#ffb27d}}" \
	"*{box-sizing:border-box}"

#define STYLE_BUTTONS \
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
		"outline:3px solid var(--focus);outline-offset:3px}"
/* clang-format on */

#endif
