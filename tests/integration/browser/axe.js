// SPDX-License-Identifier: BSD-2-Clause
// What a test in a browser says of a point, and axe-core's rules.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(
	createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export function point(holds, name, why) {
	console.log(JSON.stringify({ holds: Boolean(holds), name,
		why: why === undefined ? null : String(why) }));
}

export function equal(got, wanted, name) {
	point(got === wanted, name, `got ${got}, wanted ${wanted}`);
}

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
	"best-practice"];
// What depends on the colours.
export const COLOURS = { type: "rule",
	values: ["color-contrast", "link-in-text-block"] };

export async function accessible(page, name, rules = RULES) {
	if (!await page.evaluate(() => Boolean(window.axe)))
		await page.evaluate(axe);
	// Of a rule that holds one node is enough to know that it was asked.
	const found = await page.evaluate((runOnly) => window.axe.run(document,
		{ runOnly, resultTypes: ["violations", "incomplete"] }), rules);
	const bad = found.violations.map((v) => `${v.id}: ${v.nodes.map(
		(n) => n.html + " " + n.failureSummary).join("; ")}`);
	// Of letters in a picture axe-core knows no ground.
	const unsure = found.incomplete
		.filter((v) => v.id === "color-contrast")
		.flatMap((v) => v.nodes.map((n) => n.html))
		.filter((html) => !html.startsWith("<text"));

	equal(bad.join("\n"), "", `${name}: accessible (${found.passes.length} ` +
		"rules hold)");
	equal(unsure.join("\n"), "", `${name}: every contrast can be judged`);
}

// WCAG 2.1, 1.4.3, of the letters in pictures on a card of the page.
export async function legible(page, name) {
	const low = await page.evaluate(() => {
		const light = (colour) => {
			const parts = colour.match(/\d+/g).slice(0, 3).map((n) => {
				const c = n / 255;

				return c <= 0.04045 ? c / 12.92 :
					((c + 0.055) / 1.055) ** 2.4;
			});

			return 0.2126 * parts[0] + 0.7152 * parts[1] +
				0.0722 * parts[2];
		};

		return [...document.querySelectorAll("svg text")].map((at) => {
			const [a, b] = [getComputedStyle(at).fill,
				getComputedStyle(at.closest("section"))
					.backgroundColor].map(light);

			return [(Math.max(a, b) + 0.05) /
				(Math.min(a, b) + 0.05), at.textContent];
		}).filter(([ratio]) => ratio < 4.5);
	});

	equal(low.join(" | "), "", `${name}: letters of pictures stand out`);
}

// Without a bar to scroll sideways.
export async function fits(page, name) {
	const wide = await page.evaluate(() =>
		document.documentElement.scrollWidth - window.innerWidth);

	point(wide <= 0, `${name}: no scrolling sideways`, `${wide} px`);
}
