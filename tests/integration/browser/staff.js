// SPDX-License-Identifier: BSD-2-Clause
// Pages for the staff in Chromium. Reads what to do from standard input as
// JSON:
//     {"url": "http://localhost:PORT", "login": "ola" or null, "pages":
//      [{"name", "path"}], "languages": ["en", "pl"], "shots": DIR}
// and writes a line for each point. Each page is looked at in each language,
// light and dark, on a desk and on a telephone.

import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { accessible, equal, fits, point } from "./axe.js";

const task = JSON.parse(readFileSync(0, "utf8"));
const WIDTHS = [1280, 390];
const THEMES = ["light", "dark"];

const browser = await chromium.launch({
	executablePath: task.chromium,
	args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

async function reader(language, theme, width) {
	const context = await browser.newContext({
		locale: language === "pl" ? "pl-PL" : "en-GB",
		colorScheme: theme,
		// axe-core comes from outside.
		bypassCSP: true,
		viewport: { width, height: width > 600 ? 900 : 844 },
	});

	const page = await context.newPage();

	// As a person does it: that the browser keeps the cookie is part of it.
	// The page stays: Chromium may never close one that still loads.
	if (task.login) {
		await page.goto(task.url + "/login");
		await page.locator("[name=name]").fill(task.login);
		await page.locator("[name=password]").fill("good password");
		await page.locator("main button").click();
	}
	return page;
}

// Everything that can be acted on is reached by the key, and seen then. Of
// radio buttons of one name the key reaches one; a date has several stops.
async function keys(page, name) {
	const count = await page.locator("a[href], button, input:not([type=" +
		"hidden]), select, textarea, summary").evaluateAll((all) =>
		new Set(all.filter((at) => at.checkVisibility()).map((at, i) =>
			at.type === "radio" ? at.name : i)).size);
	const seen = new Set();
	let unseen = "";

	for (let i = 0; i < 6 * count + 6 && seen.size < count; i++) {
		await page.keyboard.press("Tab");
		const at = await page.evaluate(() => {
			const here = document.activeElement;

			if (!here || here === document.body)
				return null;
			const all = [...document.querySelectorAll("*")];

			return [all.indexOf(here), here.outerHTML.slice(0, 80),
				getComputedStyle(here).outlineStyle,
				here.tagName];
		});
		if (!at || at[3] === "MAIN")
			continue;
		seen.add(at[0]);
		if (at[2] === "none")
			unseen = at[1];
	}
	point(seen.size === count, `${name}: all is reached by the key`,
		`${seen.size} of ${count}`);
	equal(unseen, "", `${name}: where the key is can be seen`);
}

async function look(page, one, name) {
	const answer = await page.goto(task.url + one.path);

	equal(answer.status(), one.status || 200, `${name}: it is there`);
	await accessible(page, name);
	await fits(page, name);
	await page.screenshot({ path: `${task.shots}/${name}.png`,
		fullPage: true });
}

for (const language of task.languages)
	for (const theme of THEMES)
		for (const width of WIDTHS) {
			const page = await reader(language, theme, width);
			const said = [];

			page.on("console", (m) => said.push(m.text()));
			page.on("pageerror", (e) => said.push(e.message));
			for (const one of task.pages) {
				const name = `staff-${one.name}-${language}-` +
					`${theme}-${width}`;

				await look(page, one, name);
				if (width === 1280 && theme === "light")
					await keys(page, name);
			}
			equal(said.filter((text) =>
				!/status of (40[0-9]|503)/.test(text)).join(" | "), "",
				`staff ${language} ${theme} ${width}: no complaint`);
			await page.context().close();
		}
await browser.close();
