// SPDX-License-Identifier: BSD-2-Clause
// Pages for the staff in Chromium. Reads what to do from standard input as
// JSON:
//     {"url": "http://localhost:PORT", "login": "ola" or null, "pages":
//      [{"name", "path", "status", "steps", "brief"}],
//      "languages": ["en", "pl"], "shots": DIR}
// and writes a line for each point. Each page is looked at in each language,
// light and dark, on a desk and on a telephone, for axe-core and by keyboard.
// A page with steps is the answer to the last of them: the form that goes to
// "form" is filled with "fields" (a list: the boxes of these values; "file":
// what a file holds) and sent by the button of the value "press", or by its
// first one.

import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { COLOURS, accessible, equal, fits, point } from "./axe.js";

const task = JSON.parse(readFileSync(0, "utf8"));
const WIDTHS = [1280, 390];

const browser = await chromium.launch({
	executablePath: task.chromium,
	args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

async function reader(language) {
	const context = await browser.newContext({
		locale: language === "pl" ? "pl-PL" : "en-GB",
		// axe-core comes from outside.
		bypassCSP: true,
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

// One window for all: what is looked at is the same document each time.
async function show(page, theme, width) {
	await page.emulateMedia({ colorScheme: theme });
	await page.setViewportSize({ width, height: width > 600 ? 900 : 844 });
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

// What is folded away is unfolded, as far as one must to reach it.
async function unfold(at) {
	for (const more of await at.locator("xpath=ancestor::details").all())
		if (!await more.evaluate((one) => one.open))
			await more.locator("> summary").click();
}

async function fill(form, name, value) {
	const at = form.locator(`[name="${name}"]:not([type=hidden])`);
	const kind = await at.first().evaluate((one) => one.type);

	await unfold(at.first());
	if (kind === "radio" || kind === "checkbox")
		for (const one of [value].flat())
			await form.locator(`[name="${name}"][value="${one}"]`)
				.check();
	else if (kind === "select-one")
		await at.selectOption(value);
	else if (kind === "file")
		await at.setInputFiles({ name: "list.csv", mimeType: "text/csv",
			buffer: Buffer.from(value) });
	else
		await at.fill(value);
}

// The answer to a form that a person fills and sends.
async function send(page, step) {
	const form = page.locator(`form[action="${step.form}"]`).first();
	const button = form.locator(step.press ?
		`button[value="${step.press}"]` : "button").first();

	for (const [name, value] of Object.entries(step.fields))
		await fill(form, name, value);
	await unfold(button);
	const [answer] = await Promise.all([page.waitForNavigation(),
		button.click()]);

	return answer;
}

async function open(page, one, name) {
	let answer = await page.goto(task.url + one.path);

	for (const step of one.steps)
		answer = await send(page, step);
	equal(answer.status(), one.status, `${name}: it is there`);
	// One that loads itself anew would be gone while it is looked at.
	await page.evaluate(() => window.stop());
}

async function look(page, name, rules) {
	await accessible(page, name, rules);
	await fits(page, name);
	await page.screenshot({ path: `${task.shots}/${name}.png`,
		fullPage: true });
}

// All four, where the dark differ from the light by their colours alone; of a
// form that is shown again two, and of a brief page the first.
function corners(one) {
	if (one.brief)
		return [["light", 1280]];
	if (one.steps.length > 0 && one.status !== 200)
		return [["light", 1280], ["dark", 390]];
	return WIDTHS.flatMap((width) => [["light", width],
		["dark", width, COLOURS]]);
}

async function visit(page, one, language) {
	const name = `staff-${one.name}-${language}`;

	await show(page, "light", 1280);
	await open(page, one, name);
	for (const [theme, width, rules] of corners(one)) {
		await show(page, theme, width);
		await look(page, `${name}-${theme}-${width}`, rules);
	}
	if (one.brief)
		return;
	await show(page, "light", 1280);
	await keys(page, name);
}

// A reader of each language, side by side.
await Promise.all(task.languages.map(async (language) => {
	const page = await reader(language);
	const said = [];

	page.on("console", (m) => said.push(m.text()));
	page.on("pageerror", (e) => said.push(e.message));
	for (const one of task.pages)
		await visit(page, one, language);
	equal(said.filter((text) => !/status of (4\d\d|503)/.test(text))
		.join(" | "), "", `staff ${language}: no complaint`);
	await page.context().close();
}));
await browser.close();
