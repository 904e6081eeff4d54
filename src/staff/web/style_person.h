/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * style_person.h - how pictures of the officer's pages look
 *
 * Files:   none
 * Threads: constant
 * Source:  WCAG 2.1 AA: 1.4.1, 1.4.11
 */
#ifndef ROBINSON_STAFF_WEB_STYLE_PERSON_H
#define ROBINSON_STAFF_WEB_STYLE_PERSON_H

/* A line a rule. */
/* clang-format off */
#define STYLE_PERSON \
	".timeline,.chart{display:block;width:100%;height:auto;" \
		"margin:0 0 .75rem}" \
	".timeline.narrow,.chart.narrow{display:none}" \
	".timeline text,.chart text{font:13px system-ui,sans-serif;" \
		"fill:var(--text)}" \
	".timeline .tick,.chart .tick{fill:var(--soft)}" \
	".timeline .rule,.chart .rule{stroke:var(--line);fill:none}" \
	".timeline .kept{stroke:var(--key);stroke-width:6;fill:none;" \
		"opacity:.45}" \
	".timeline path.now{stroke:var(--text);stroke-dasharray:4 3;" \
		"fill:none}" \
	".timeline text.now{font-weight:600}" \
	".mark{flex:none;width:1rem;height:1rem;overflow:visible}" \
	".timeline .ends,.mark .ends{fill:none;stroke:var(--text);" \
		"stroke-width:2.5;stroke-linecap:round}" \
	".timeline .hollow,.mark .hollow{fill:var(--card);" \
		"stroke:var(--soft);stroke-width:2}" \
	".timeline .full,.mark .full{fill:var(--soft);stroke:var(--card);" \
		"stroke-width:1}" \
	".timeline .full.good,.mark .full.good{fill:var(--good)}" \
	".timeline .full.bad,.mark .full.bad{fill:var(--bad)}" \
	".timeline .full.care,.mark .full.care{fill:var(--care)}" \
	".timeline .full.key,.mark .full.key{fill:var(--key)}" \
	".timeline .ends.good,.mark .ends.good,.timeline .hollow.good," \
		".mark .hollow.good{stroke:var(--good)}" \
	".timeline .ends.bad,.mark .ends.bad{stroke:var(--bad)}" \
	".events{list-style:none;padding:0}" \
	".events li{display:flex;gap:.6rem;align-items:baseline}" \
	".events .mark{position:relative;top:.15rem}" \
	".acts{list-style:none;padding:0;display:grid;gap:.25rem 1.5rem;" \
		"grid-template-columns:repeat(auto-fill,minmax(14rem,1fr))}" \
	".acts li{margin:0}.acts a{display:block;padding:.35rem 0}" \
	".chart .accept{fill:var(--good)}.chart .flag{fill:var(--key)}" \
	".chart .hold{fill:var(--care)}.chart .reject{fill:var(--bad)}" \
	".legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;" \
		"gap:.25rem 1.25rem}" \
	".legend li{display:flex;gap:.5rem;align-items:center;margin:0}" \
	".legend .chart{width:.9rem;height:.9rem;margin:0;flex:none}" \
	".meter{display:block;width:100%;min-width:6rem;height:.375rem;" \
		"margin-top:.3rem;border-radius:.2rem;" \
		"background:var(--line)}" \
	".meter rect{fill:var(--key)}" \
	".report section{margin:0 0 1.5rem}" \
	".report .finding{border-left:.25rem solid var(--good);" \
		"padding:.1rem 0 .1rem .9rem;margin:0 0 1rem}" \
	".report .finding.warning{border-color:var(--care)}" \
	".report .finding.error{border-color:var(--bad)}" \
	"@media(max-width:48rem){" \
		".timeline.wide,.chart.wide{display:none}" \
		".timeline.narrow,.chart.narrow{display:block}}"
/* clang-format on */

#endif
