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
	"[type=date]:focus-within{outline:3px solid var(--focus);" \
		"outline-offset:2px}" \
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
	".report section{background:var(--card);" \
		"border:1px solid var(--line);border-radius:.75rem;" \
		"padding:1.25rem 1.5rem;margin:0 0 1rem}" \
	".report .bar{display:block;width:100%;min-width:6rem;" \
		"max-width:none;height:.375rem;padding:0;margin:.3rem 0 0;" \
		"background:var(--line)}" \
	".report .bar rect{fill:var(--key)}" \
	".report .bar.warning rect{fill:var(--care)}" \
	".report .bar.error rect{fill:var(--bad)}" \
	".report figure{margin:0}" \
	".report .chart path{fill:none;stroke-width:1}" \
	".report .chart .g{stroke:var(--line)}" \
	".report .chart .c{stroke:var(--key);stroke-width:2}" \
	".report .chart .b{stroke:var(--key);stroke-dasharray:4 3}" \
	".report .chart .h{stroke:var(--soft);stroke-dasharray:2 3}" \
	".report .chart .d{stroke:var(--bad);stroke-width:1.5}" \
	".report .chart .t,.report .chart .n{font-weight:600}" \
	".report .chart .x{text-anchor:middle}" \
	".report .chart .y,.report .chart .r{text-anchor:end}" \
	".report .finding{border-left:.25rem solid var(--good);" \
		"padding:.1rem 0 .1rem .9rem;margin:0 0 1rem}" \
	".report .finding.warning{border-color:var(--care)}" \
	".report .finding.error{border-color:var(--bad)}" \
	"@media(max-width:48rem){" \
		".timeline.wide,.chart.wide{display:none}" \
		".timeline.narrow,.chart.narrow{display:block}}"
/* clang-format on */

#endif
