// Takes pictures of every page over real data: at two widths, light and dark, and as it is printed. They are for looking
// at; those that README.md shows are four of them.
//
// WORKSPACE has esco, onet and the catalogues `openings`, `courses`, `programmes` and `jobs`; PICTURES is where pictures go; REVIEW is
// a mapping set. With names of pages after the command only those are taken; with `--readme` the four of README.md.

import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { small } from "./palette.mjs";
import { startBrowser, startService } from "./program.mjs";

const folder = resolve(process.env.PICTURES ?? "target/pictures");
mkdirSync(folder, { recursive: true });

const POSTING = `Production Supervisor, Food Manufacturing

Marlow Pantry makes soups and sauces for grocery chains in four states.

What you will do:
- Supervise food production and train new colleagues on the filling line
- Monitor temperature in manufacturing processes and keep production records
- Apply HACCP and good manufacturing practices at every station
- Prepare audits, reduce waste and report deviations to the quality manager
- Lead the daily meeting and write the weekly staff schedule

Required:
- Knowledge of food safety principles
- Operate forklift
- Read technical drawings
- Use spreadsheets software

Nice to have:
- Spanish
- Lean manufacturing
- First aid`;
const NURSE = `Certified Nursing Assistant

Help residents with bathing, dressing, grooming and meals. Take and record vital signs, follow infection control
procedures and transfer residents with mechanical lifts. Required: active CNA certification and current CPR.
Nice to have: dementia care, phlebotomy, Spanish.`;

/** What is done on each page before its picture is taken. */
const pages = {
  "map": async (page, at) => { await page.goto(`${at}/?example=posting`); },
  "map-results": async (page, at) => {
    await page.goto(at);
    await page.getByLabel("Text", { exact: true }).fill(POSTING);
    await page.getByRole("button", { name: "Find skills" }).click();
    await page.waitForURL("**/map");
    await page.locator(".proof").first().hover();
  },
  "map-nothing": async (page, at) => {
    await page.goto(at);
    await page.getByLabel("Text", { exact: true }).fill("zzz qqq");
    await page.getByRole("button", { name: "Find skills" }).click();
    await page.waitForURL("**/map");
  },
  "map-many": async (page, at) => {
    await page.goto(at);
    const rows = Array.from({ length: 40 }, (_, row) => `${row},"Nurse number ${row} of a very long title that goes on and on ${"x".repeat(row)}",Dress wounds and measure vital signs`);
    const buffer = Buffer.from(`id,title,description\n${rows.join("\n")}\n`);
    await page.getByLabel("Or a file").setInputFiles({ name: "many.csv", mimeType: "text/csv", buffer });
    await page.getByRole("button", { name: "Find skills" }).click();
    await page.waitForURL("**/map");
  },
  "match": async (page, at) => { await page.goto(`${at}/match`); },
  "match-results": async (page, at) => {
    await page.goto(`${at}/match`);
    await page.getByLabel("The posting, or the credential").fill(NURSE);
    await page.getByLabel("The other side", { exact: true }).selectOption("courses");
    await page.getByRole("button", { name: "Compare" }).click();
    await page.locator(".match").first().waitFor();
    await page.locator(".match details > summary").first().click();
  },
  "explore": async (page, at) => { await page.goto(`${at}/explore`); },
  "tree": async (page, at) => { await page.goto(`${at}/explore/tree/esco`); },
  "found": async (page, at) => { await page.goto(`${at}/explore/tree/esco?q=draw+blood`); },
  "found-nothing": async (page, at) => { await page.goto(`${at}/explore/tree/esco?q=zzzzqq`); },
  "concept": async (page, at) => {
    await page.goto(`${at}/explore/tree/esco?q=perform+wound+care`);
    await page.locator(".found a").first().click();
    await page.locator("article h1").waitFor();
  },
  "concept-long": async (page, at) => {
    await page.goto(`${at}/explore/tree/esco?q=manage+staff`);
    await page.locator(".found a").first().click();
    await page.locator("article h1").waitFor();
  },
  "catalogue": async (page, at) => { await page.goto(`${at}/explore/catalogue/programmes`); },
  "gap": async (page, at) => { await page.goto(`${at}/gap`); },
  "gap-results": async (page, at) => {
    await page.goto(`${at}/gap`);
    await page.getByLabel("Postings", { exact: true }).selectOption("openings");
    await page.getByLabel("Credentials", { exact: true }).selectOption("courses");
    await page.getByLabel("Tell apart by").selectOption("industry");
    await page.getByRole("button", { name: "Compare" }).click();
    await page.locator(".tiles").waitFor({ timeout: 120_000 });
  },
  "gap-narrowed": async (page, at) => {
    await pages["gap-results"](page, at);
    const panel = page.locator("details.panel");
    if (!(await panel.evaluate((one) => one.open))) await panel.locator("> summary").click();
    await panel.locator("summary", { hasText: "industry" }).click();
    await panel.getByLabel(/^Health care/).check();
    await panel.getByLabel("Tell apart by").selectOption("place");
    await panel.getByRole("button", { name: "Narrow down" }).click();
    await page.getByText("Only where industry=Health care").waitFor({ timeout: 120_000 });
  },
  "review-who": async (page, at) => { await page.goto(`${at}/review`); },
  "review": async (page, at) => { await page.goto(`${at}/review?reviewer=Ana`); },
  "reconciliation": async (page, at) => { await page.goto(`${at}/reconciliation`); },
  "error": async (page, at) => { await page.goto(`${at}/nowhere`); },
};

/** The pictures of README.md: page, whether dark, and how high. */
const chosen = {
  "map": ["map-results", "light", 800],
  "match": ["match-results", "light", 860],
  "explore": ["concept", "light", 800],
  "gap-dark": ["gap-results", "dark", 800],
};

const review = process.env.REVIEW ? ["--review", resolve(process.env.REVIEW)] : [];
const service = await startService(resolve(process.env.WORKSPACE ?? "target/pictures/workspace"), "--taxonomy", "esco,onet,starter", ...review);
const browser = await startBrowser();

/** Opens a page as somebody sees it, and does something with it. */
async function seen(name, colorScheme, viewport, use) {
  const context = await browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await pages[name](page, service.address);
  await use(page);
  await context.close();
}

async function takeAll(names) {
  const widths = { "": { width: 1280, height: 860 }, "-phone": { width: 390, height: 844 } };
  for (const name of names) {
    for (const colorScheme of ["light", "dark"]) {
      for (const [suffix, viewport] of Object.entries(widths)) {
        const path = join(folder, `${name}${suffix}${colorScheme === "dark" ? "-dark" : ""}`);
        await seen(name, colorScheme, viewport, async (page) => {
          await page.screenshot({ path: `${path}.png` });
          if (suffix !== "" || colorScheme === "dark") return;
          await page.screenshot({ path: `${path}-whole.png`, fullPage: true });
          await page.emulateMedia({ media: "print" });
          await page.screenshot({ path: `${path}-print.png`, fullPage: true });
        });
      }
    }
    console.log(name);
  }
}

async function takeChosen() {
  // Decoding needs a page without a policy of its own.
  const desk = await browser.newPage();
  for (const [file, [name, colorScheme, height]] of Object.entries(chosen)) {
    await seen(name, colorScheme, { width: 1280, height }, async (page) => {
      const png = await small(desk, await page.screenshot());
      writeFileSync(join("examples", "screenshots", `${file}.png`), png);
      console.log(`${file}.png: ${Math.round(png.length / 1024)} KB`);
    });
  }
}

try {
  const names = process.argv.slice(2);
  if (names.includes("--readme")) await takeChosen();
  else await takeAll(names.length > 0 ? names : Object.keys(pages));
} finally {
  await browser.close();
  service.end();
}
