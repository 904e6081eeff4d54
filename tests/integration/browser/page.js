// SPDX-License-Identifier: BSD-2-Clause
// The public page in Chromium. Reads what to do from standard input as JSON:
//     {"part": "ask", "url": "http://.../u/", "tokens": [...], "shots": DIR}
// and writes a line for each point: {"holds": true, "name": ..., "why": ...}

import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { accessible, equal, fits, point } from "./axe.js";

const task = JSON.parse(readFileSync(0, "utf8"));
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };
const NARROW = { width: 320, height: 568 };
const WORDS = {
	"en-GB": { ask: "No more marketing mail?", done: "Done",
		undone: "Taken back", noted: "Noted",
		unknown: "This link is not valid" },
	"pl-PL": { ask: "Nie chcesz więcej reklam?", done: "Gotowe",
		undone: "Cofnięte", noted: "Zanotowane",
		unknown: "Ten odnośnik jest nieważny" },
};

const browser = await chromium.launch({
	executablePath: task.chromium,
	args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
let next = 0;

// A reader with a browser of their own; what it loads and says is watched.
async function reader(language, options = {}) {
	const context = await browser.newContext({
		locale: language, viewport: DESK, ...options });
	const page = await context.newPage();
	const seen = { foreign: [], said: [] };

	page.on("request", (request) => {
		if (!request.url().startsWith(new URL(task.url).origin + "/"))
			seen.foreign.push(request.url());
	});
	page.on("console", (message) => {
		// A status that is meant, and the icon that no page has.
		if (!/status of (404|409|503)/.test(message.text()))
			seen.said.push(message.text());
	});
	page.on("pageerror", (error) => seen.said.push(error.message));
	return { context, page, seen };
}

async function leave(who, name) {
	equal(who.seen.foreign.join(" "), "", `${name}: nothing foreign`);
	equal(who.seen.said.join(" | "), "", `${name}: no complaint`);
	equal((await who.context.cookies()).length, 0, `${name}: no cookie`);
	await who.context.close();
}

// A form may be posted to the address that is shown: so the next document is
// waited for, not another address.
async function leads(page, act) {
	await Promise.all([page.waitForEvent("domcontentloaded"), act()]);
}

const title = (page) => page.locator("h1").innerText();
const shot = (page, name) => page.screenshot({
	path: `${task.shots}/${name}.png`, fullPage: true });

async function fitsThumbs(page, name) {
	const heights = await page.locator("button").evaluateAll((all) =>
		all.map((b) => b.getBoundingClientRect().height));

	await fits(page, name);
	point(heights.every((h) => h >= 44), `${name}: room for a thumb`,
		heights);
}

async function bothButtons(language, scheme) {
	const words = WORDS[language];
	const who = await reader(language, { colorScheme: scheme });
	const { page } = who;
	const name = `${language}, ${scheme}`;

	for (const scope of ["purpose", "all"]) {
		const token = task.tokens[next++];
		const response = await page.goto(task.url + token);

		equal(response.status(), 200, `${name}, ${scope}: the page`);
		equal(await title(page), words.ask, `${name}, ${scope}: asks`);
		equal(await page.locator("html").getAttribute("lang"),
			language.slice(0, 2), `${name}, ${scope}: its language`);
		equal(await page.locator("button").count(), 2,
			`${name}, ${scope}: two buttons`);
		await accessible(page, `${name}, ${scope}, asking`);
		await shot(page, `ask-${language}-${scheme}`);
		await leads(page, () => page.locator(`button[value=${scope}]`).click());
		equal(await title(page), words.done, `${name}, ${scope}: done`);
		await accessible(page, `${name}, ${scope}, done`);
		await shot(page, `done-${scope}-${language}-${scheme}`);
		await leads(page, () => page.locator("button[value=undo]").click());
		equal(await title(page), words.undone,
			`${name}, ${scope}: taken back`);
		await accessible(page, `${name}, ${scope}, taken back`);
		await shot(page, `undone-${language}-${scheme}`);
		await page.locator("button[value=undo]").count().then((n) =>
			equal(n, 0, `${name}, ${scope}: nothing more to undo`));
		await leads(page, () => page.locator(`button[value=${scope}]`).click());
		equal(await title(page), words.done,
			`${name}, ${scope}: and done again`);
	}
	await leave(who, name);
}

// Tab, Enter and Space, and the focus can be seen.
async function keyboard() {
	const who = await reader("en-GB");
	const { page } = who;
	const focus = () => page.evaluate(() => {
		const at = document.activeElement;
		const style = getComputedStyle(at);

		return { value: at.value, style: style.outlineStyle,
			width: parseFloat(style.outlineWidth) };
	});

	await page.goto(task.url + task.tokens[next++]);
	await page.keyboard.press("Tab");
	let at = await focus();
	equal(at.value, "purpose", "keyboard: the first button is first");
	point(at.style !== "none" && at.width >= 2,
		"keyboard: the focus can be seen", JSON.stringify(at));
	await shot(page, "focus");
	await page.keyboard.press("Tab");
	equal((await focus()).value, "all", "keyboard: then the second");
	await page.keyboard.press("Tab");
	equal(await page.evaluate(() => document.activeElement.hreflang), "pl",
		"keyboard: then the other language");
	await leads(page, () => page.keyboard.press("Enter"));
	equal(await title(page), WORDS["pl-PL"].ask,
		"keyboard: which is shown");
	await page.keyboard.press("Tab");
	await leads(page, () => page.keyboard.press("Enter"));
	equal(await title(page), WORDS["pl-PL"].done,
		"keyboard: Enter does it, in the language that was chosen");
	await page.keyboard.press("Tab");
	await page.keyboard.press("Tab");
	at = await focus();
	equal(at.value, "undo", "keyboard: the undo is reached");
	await leads(page, () => page.keyboard.press("Space"));
	equal(await title(page), WORDS["pl-PL"].undone,
		"keyboard: Space takes it back");
	await leave(who, "keyboard");
}

async function withoutScript() {
	const who = await reader("pl-PL", { javaScriptEnabled: false });
	const { page } = who;

	await page.goto(task.url + task.tokens[next++]);
	await leads(page, () => page.locator("button[value=all]").click());
	equal(await title(page), WORDS["pl-PL"].done,
		"without JavaScript: done");
	await leads(page, () => page.locator("button[value=undo]").click());
	equal(await title(page), WORDS["pl-PL"].undone,
		"without JavaScript: taken back");
	await leave(who, "without JavaScript");
}

async function telephone() {
	for (const [name, viewport] of [["telephone", PHONE],
		["narrow", NARROW]]) {
		const who = await reader("pl-PL", { viewport, isMobile: true,
			hasTouch: true, deviceScaleFactor: 2 });
		const { page } = who;

		await page.goto(task.url + task.tokens[next++]);
		await fitsThumbs(page, `${name}, asking`);
		await shot(page, `${name}-ask`);
		await leads(page, () => page.locator("button[value=purpose]").tap());
		equal(await title(page), WORDS["pl-PL"].done, `${name}: done`);
		await fitsThumbs(page, `${name}, done`);
		await accessible(page, `${name}, done`);
		await shot(page, `${name}-done`);
		await leave(who, name);
	}
}

async function strangers() {
	const who = await reader("en-GB");
	const { page } = who;
	const texts = [];

	for (const token of [task.forged, task.retired, "abc"]) {
		const response = await page.goto(task.url + token);

		equal(response.status(), 404, "no token: 404");
		equal(await title(page), WORDS["en-GB"].unknown,
			"no token: it says so");
		equal(await page.locator("button").count(), 0,
			"no token: no button");
		texts.push(await page.content());
	}
	equal(new Set(texts).size, 1, "forged and expired look the same");
	await accessible(page, "no token");
	await shot(page, "unknown");
	await page.goto(new URL("/", task.url).href);
	await accessible(page, "nowhere");
	await leave(who, "no token");
}

async function noted() {
	for (const language of ["en-GB", "pl-PL"]) {
		const who = await reader(language);
		const { page } = who;

		await page.goto(task.url + task.tokens[next++]);
		await leads(page, () => page.locator("button[value=all]").click());
		equal(await title(page), WORDS[language].noted,
			`${language}, the store is away: noted`);
		point(!(await page.content()).includes(WORDS[language].done),
			`${language}, the store is away: not said to be done`);
		await accessible(page, `${language}, noted`);
		await shot(page, `noted-${language}`);
		await leave(who, `${language}, noted`);
	}
}

const parts = {
	ask: async () => {
		await bothButtons("en-GB", "light");
		await bothButtons("pl-PL", "light");
		await bothButtons("pl-PL", "dark");
		await keyboard();
		await withoutScript();
		await telephone();
		await strangers();
	},
	noted,
};

try {
	await parts[task.part]();
} catch (problem) {
	point(false, "no exception", problem.stack);
}
await browser.close();
