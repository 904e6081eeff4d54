// SPDX-License-Identifier: BSD-2-Clause
// Pages that the command line wrote, in Chromium. Reads what to do from
// standard input as JSON:
//     {"pages": [{"name": "report", "language": "pl", "path": "/...html",
//       "has": ["..."], "lacks": ["..."]}], "shots": DIR}
// and writes a line for each point.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { accessible, equal, fits, legible, point } from "./axe.js";

const task = JSON.parse(readFileSync(0, "utf8"));
const WIDTHS = [1280, 390];
const THEMES = ["light", "dark"];

const browser = await chromium.launch({
	executablePath: task.chromium,
	args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

// With script switched off a page loads nothing and runs nothing; axe-core
// comes from outside and needs it.
async function reader(options) {
	const context = await browser.newContext(options);
	const page = await context.newPage();
	const foreign = [];

	page.on("request", (request) => foreign.push(request.url()));
	page.on("console", (message) => foreign.push(message.text()));
	page.on("pageerror", (error) => foreign.push(error.message));
	return { context, page, foreign };
}

async function words(page, document, name) {
	// What is to be typed is in no language.
	const text = (await page.evaluate(() => {
		const body = document.body.cloneNode(true);

		body.querySelectorAll("code, style, .key").forEach(
			(at) => at.remove());
		return body.textContent;
	})).replaceAll("\u00a0", " ");

	for (const word of document.has)
		point(text.includes(word), `${name}: "${word}"`);
	const wrong = document.lacks.filter((word) => text.includes(word));
	equal(wrong.join(" | "), "", `${name}: nothing of another language`);
	equal(await page.locator("html").getAttribute("lang"),
		document.language, `${name}: its language`);
}

// Nothing is smaller than a reader's letters, and what is to be read is
// never set like a program.
async function letters(page, name) {
	const found = await page.evaluate(() => {
		const small = [];

		for (const at of document.querySelectorAll("body *")) {
			const own = [...at.childNodes].some((n) =>
				n.nodeType === 3 && n.data.trim());
			const box = at.getBoundingClientRect();

			if (!own || box.width === 0 || at.closest("style"))
				continue;
			const svg = at.closest("svg");
			const scale = svg ? svg.getBoundingClientRect().width /
				svg.viewBox.baseVal.width : 1;
			const size = scale *
				parseFloat(getComputedStyle(at).fontSize);
			if (size < 11)
				small.push(`${at.textContent}: ${size}`);
		}
		return small;
	});

	equal(found.join(" | "), "", `${name}: letters can be read`);
}

// On paper it is day, whatever the screen has.
async function onPaper(page, name) {
	await page.emulateMedia({ media: "print" });
	const found = await page.evaluate(() => {
		const style = getComputedStyle(document.body);

		return [getComputedStyle(document.documentElement).colorScheme,
			style.backgroundColor, style.color].join(" ");
	});

	equal(found, "light rgb(255, 255, 255) rgb(27, 36, 48)",
		`${name}: black on white on paper`);
	await page.emulateMedia({ media: "screen" });
}

async function bars(page, name) {
	const empty = await page.locator(".bar i").evaluateAll((all) =>
		all.filter((bar) => bar.getBoundingClientRect().width < 1).length);

	equal(empty, 0, `${name}: no bar of nothing`);
}

for (const document of task.pages)
	for (const colorScheme of THEMES)
		for (const width of WIDTHS) {
			const name = `${document.name}-${document.language}-` +
				`${colorScheme}-${width}`;
			const who = await reader({ colorScheme, viewport: {
				width, height: 900 } });
			const url = pathToFileURL(document.path).href;

			await who.page.goto(url);
			await words(who.page, document, name);
			await fits(who.page, name);
			await letters(who.page, name);
			await bars(who.page, name);
			await legible(who.page, name);
			await who.page.screenshot({
				path: `${task.shots}/${name}.png`,
				fullPage: true });
			equal(who.foreign.join(" "), url,
				`${name}: one file, nothing else`);
			await accessible(who.page, name);
			await onPaper(who.page, name);
			await who.context.close();
		}
await browser.close();
