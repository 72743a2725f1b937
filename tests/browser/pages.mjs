// Drives every page of the running service in Chromium. Each check says what a person would have missed.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { axe, program, startBrowser, startService } from "./program.mjs";

const pictures = process.env.SCREENSHOTS ? resolve(process.env.SCREENSHOTS) : null;

const folder = mkdtempSync(join(tmpdir(), "skillmap-browser-"));
const workspace = process.env.WORKSPACE ? resolve(process.env.WORKSPACE) : join(folder, "space");

const POSTING = `Certified Nursing Assistant

What you'll do:
- Take and record vital signs
- Follow infection control procedures
- Perform wound care

Nice to have:
- Phlebotomy`;

const checks = [];
const check = (name, run, options = {}) => checks.push({ name, run, options });

async function noBarriers(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const told = found.violations.map(
    (one) => `${one.id} (${one.impact}): ${one.help}\n  ${one.nodes.slice(0, 3).map((node) => node.html).join("\n  ")}`,
  );
  assert.equal(told.length, 0, `${name}: barriers found by axe\n${told.join("\n")}`);
}

async function fitsTheWidth(page, name) {
  const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(needed <= there + 1, `${name} is ${needed} wide on a screen of ${there}`);
}

async function picture(page, name) {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

async function paste(page, address, text = POSTING) {
  await page.goto(address);
  await page.getByLabel("Text", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Find skills" }).click();
  await page.waitForURL("**/map");
}

check("paste a text, see proofs, decide, copy, download", async (page, { address }) => {
  await paste(page, address);
  assert.equal(await page.locator("h1").first().textContent(), "Certified Nursing Assistant");
  const skill = page.locator(".skill", { hasText: "Wound Care" });
  const proof = page.locator(".proof", { hasText: "wound care" }).first();
  await skill.hover();
  assert.ok(await proof.evaluate((one) => one.classList.contains("lit")), "pointing at a skill lights its words");
  await proof.hover();
  assert.ok(await skill.evaluate((one) => one.classList.contains("lit")), "pointing at words lights their skill");
  await noBarriers(page, "results");
  await picture(page, "map-results");
  await skill.getByText("Reject", { exact: true }).click();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy list" }).click();
  await page.getByText(/\d+ copied/).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(copied.includes("Phlebotomy") && !copied.includes("Wound Care"), copied);
  await page.getByLabel("Format").selectOption("jsonl");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download" }).click(),
  ]);
  const line = JSON.parse(readFileSync(await download.path(), "utf8").split("\n")[0]);
  const labels = line.mappings.map((mapping) => mapping.label);
  assert.ok(labels.includes("Phlebotomy") && !labels.includes("Wound Care"), labels.join(", "));
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".download").isVisible(), false, "print shows no buttons");
  assert.ok(await page.locator(".words").isVisible());
});

check("drop a table of two rows", async (page, { address }) => {
  await page.goto(address);
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    const table = "id,title,description\na,Nurse,Perform wound care\nb,Welder,Perform welding of steel\n";
    transfer.items.add(new File([table], "jobs.csv", { type: "text/csv" }));
    return transfer;
  });
  await page.dispatchEvent("form.entry", "drop", { dataTransfer: data });
  await page.getByText("Chosen: jobs.csv").waitFor();
  await page.getByRole("button", { name: "Find skills" }).click();
  await page.waitForURL("**/map");
  assert.equal(await page.locator("h1").first().textContent(), "2 documents");
  await page.locator("summary", { hasText: "Welder" }).click();
  assert.ok(await page.locator(".document[open]", { hasText: "Welder" }).locator(".words").isVisible());
  await noBarriers(page, "several documents");
});

check("use the keyboard alone", async (page, { address }) => {
  await page.goto(address);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.insertText(POSTING);
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.textContent === "Find skills")) break;
  }
  await page.keyboard.press("Enter");
  await page.waitForURL("**/map");
  await page.locator(".proof").first().focus();
  const id = await page.evaluate(() => document.activeElement.dataset.skills.split(" ")[0]);
  assert.ok(await page.locator(`[data-skill="${id}"]`).evaluate((one) => one.classList.contains("lit")));
  await page.keyboard.press("Enter");
  assert.ok(page.url().endsWith(`#s${id}`), "Enter on words leads to their skill");
  const group = page.locator(`#s${id} .decide`);
  const chosen = () => group.locator("input:checked").getAttribute("value");
  const before = await chosen();
  await group.locator("input:checked").focus();
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await chosen(), before, "arrows change a decision");
});

check("walk and search the taxonomies", async (page, { address }) => {
  await page.goto(`${address}/explore`);
  await noBarriers(page, "explore");
  await picture(page, "explore");
  await page.getByRole("link", { name: /Crafts|crafts/ }).first().click();
  await noBarriers(page, "tree");
  await page.getByRole("link", { name: "Textile Crafts" }).click();
  await page.locator("nav.tree").getByRole("link", { name: "Loom Setup" }).click();
  assert.equal(await page.locator("article h1").textContent(), "Loom Setup");
  await noBarriers(page, "concept");
  await page.getByRole("searchbox").fill("dye yarn");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Yarn Dyeing" }).first().click();
  assert.equal(await page.locator("article h1").textContent(), "Yarn Dyeing");
});

check("hold a posting against credentials", async (page, { address }) => {
  await page.goto(`${address}/match`);
  await noBarriers(page, "match form");
  await page.getByLabel("The posting, or the credential").fill(POSTING);
  const table = `id,title,description,level
c-1,Wound Care Certificate,Learners perform wound care and follow infection control procedures,certificate
c-2,Phlebotomy Technician,Students learn phlebotomy and record vital signs,certificate
c-3,Welding,Weld steel,diploma
`;
  await page.getByLabel(/or a file with: The other side/).setInputFiles({ name: "c.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
  await page.getByRole("button", { name: "Compare" }).click();
  await page.locator(".match").first().waitFor();
  await page.locator(".match summary").first().click();
  await noBarriers(page, "match");
  await picture(page, "match");
  await page.setViewportSize({ width: 390, height: 844 });
  await fitsTheWidth(page, "match on a phone");
  await picture(page, "match-phone");
});

check("choose from a catalogue, and narrow down", async (page, { address }) => {
  await page.goto(`${address}/match`);
  await page.getByLabel("The posting, or the credential").fill(POSTING);
  assert.match(await page.locator("#against-catalogue option:checked").textContent(), /courses/, "a catalogue is offered");
  await page.getByRole("button", { name: "Compare" }).click();
  await page.locator(".match").first().waitFor();
  const before = await page.locator(".match").count();
  await noBarriers(page, "match with a catalogue");
  await picture(page, "match-catalogue");
  await page.getByLabel(/^certificate/).check();
  await page.getByRole("button", { name: "Narrow down" }).click();
  await page.locator('input[value="level=certificate"]:checked').waitFor();
  const after = await page.locator(".match").count();
  assert.ok(after > 0 && after < before, `${before} matches became ${after}`);
  await page.setViewportSize({ width: 390, height: 844 });
  await fitsTheWidth(page, "match with a catalogue on a phone");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".facets").isVisible(), false, "print shows what cannot be pressed");
});

check("see who teaches a skill, and how to reconcile", async (page, { address }) => {
  await page.goto(`${address}/explore/tree/starter?q=wound+care`);
  await page.getByRole("link", { name: "Wound Care", exact: true }).click();
  await page.getByText("Wound Care Certificate").waitFor();
  await noBarriers(page, "concept with documents");
  await page.getByRole("link", { name: "Reconciliation" }).click();
  await page.getByText(`${address}/reconcile`, { exact: true }).waitFor();
  await noBarriers(page, "reconciliation");
});

check("compare demand and supply", async (page, { address }) => {
  await page.goto(`${address}/gap`);
  await noBarriers(page, "gap form");
  const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  const jobs = "id,title,description,place\na,Nurse,Perform wound care and phlebotomy,Austin\nb,Nurse,Phlebotomy,Waco\n";
  await page.getByLabel(/or a file with: Postings/).setInputFiles(file("jobs.csv", jobs));
  const taught = "id,title,description\nc,Wound Care Certificate,Perform wound care\n";
  await page.getByLabel(/or a file with: Credentials/).setInputFiles(file("credentials.csv", taught));
  await page.getByLabel("Tell apart by").selectOption("place");
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByRole("heading", { name: /Asked for and not taught/ }).waitFor();
  await noBarriers(page, "gap");
  await picture(page, "gap");
  await page.setViewportSize({ width: 390, height: 844 });
  await fitsTheWidth(page, "gap on a phone");
  await picture(page, "gap-phone");
});

const WANTED = `id,title,description,industry,place,soc code
a,Nurse,Perform wound care and phlebotomy,62 Health Care,Austin,29-1141.00
b,Nurse,Phlebotomy and vital signs are required,62 Health Care,Waco,29-1141
c,Welder,Perform welding of steel and read blueprints,Metal,Waco,51-4121
d,Fitter,Read blueprints,Metal,Austin,51-2041
`;
const TAUGHT = `id,title,description,city
x,Wound Care Certificate,Perform wound care,Austin
y,Welding,Students learn welding of steel,Waco
`;
const sheet = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
async function compare(page, address, jobs, credentials) {
  await page.goto(`${address}/gap`);
  await page.getByLabel(/or a file with: Postings/).setInputFiles(sheet("jobs.csv", jobs));
  await page.getByLabel(/or a file with: Credentials/).setInputFiles(sheet("credentials.csv", credentials));
  await page.getByRole("button", { name: "Compare" }).click();
  await page.locator("form.facets").waitFor();
}

check("narrow demand and supply down, tell them apart, and take that along", async (page, { address }) => {
  await compare(page, address, WANTED, TAUGHT);
  const facets = page.locator("form.facets");
  await facets.locator("summary", { hasText: "industry" }).click();
  assert.ok(await facets.getByText("No credential says its industry: all of them count.").isVisible());
  await facets.getByLabel(/^62 Health Care/).check();
  await facets.getByLabel("Tell apart by").selectOption("occupation");
  await facets.getByRole("button", { name: "Narrow down" }).click();
  await page.getByText("Only where industry=62: 2 postings and 0 credentials are left out.").waitFor();
  await page.getByRole("heading", { name: /By occupation/ }).waitFor();
  const told = page.getByRole("region", { name: "Each occupation as a whole" });
  assert.match(await told.textContent(), /29-1141.*Phlebotomy/, "what an occupation lacks is told");
  assert.equal(await page.locator("main").getByText("Blueprint").count(), 0, "other industries are left out");
  await noBarriers(page, "gap, narrowed");
  await picture(page, "gap-narrowed");
  await facets.getByLabel("Take it along as").selectOption("csv");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    facets.getByRole("button", { name: "Download" }).click(),
  ]);
  const table = readFileSync(await download.path(), "utf8");
  assert.ok(table.includes("Phlebotomy") && !table.includes("lueprint"), table);
  await facets.getByLabel("Only those where").fill("place~aus");
  await page.keyboard.press("Enter");
  await page.getByText("Only where industry=62, place~aus").waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  // On a phone the result comes first; the browser says a moment later that the window is narrow.
  await facets.waitFor({ state: "hidden" });
  await page.getByText("Narrow down, tell apart, take along").click();
  assert.ok(await facets.isVisible());
  await fitsTheWidth(page, "gap, narrowed, on a phone");
  await picture(page, "gap-narrowed-phone");
  await page.emulateMedia({ media: "print" });
  assert.equal(await facets.isVisible(), false, "print shows what cannot be pressed");
});

check("learn that no document says its industry", async (page, { address }) => {
  const silent = "id,title,description\na,Nurse,Perform wound care and phlebotomy\n";
  await compare(page, address, silent, TAUGHT);
  const facets = page.locator("form.facets");
  await facets.locator("summary", { hasText: "industry" }).click();
  await page.getByText("No posting and no credential says its industry").waitFor();
  await facets.getByLabel("Tell apart by").selectOption("industry");
  await facets.getByRole("button", { name: "Narrow down" }).click();
  await page.getByRole("heading", { name: "No document says its industry" }).waitFor();
  await noBarriers(page, "gap without industries");
  await picture(page, "gap-silent");
  await facets.locator("summary", { hasText: "place" }).click();
  await facets.getByLabel(/^Waco/).check();
  await facets.getByLabel("Only those where").fill("title~nobody");
  await facets.getByRole("button", { name: "Narrow down" }).click();
  await page.getByRole("heading", { name: "No posting is left" }).waitFor();
  await noBarriers(page, "gap with nothing left");
});

check("narrow demand and supply down in the dark and without JavaScript", async (page, { address }) => {
  await compare(page, address, WANTED, TAUGHT);
  const facets = page.locator("form.facets");
  await facets.locator("summary", { hasText: "place" }).click();
  await facets.getByLabel(/^Waco/).check();
  await facets.getByLabel("Tell apart by").selectOption("industry");
  await facets.getByRole("button", { name: "Narrow down" }).click();
  await page.getByText("Only where place=Waco: 2 postings and 1 credential are left out.").waitFor();
  assert.ok(await facets.getByLabel(/^Waco/).isChecked(), "what was chosen can be taken back");
  await picture(page, "gap-narrowed-dark");
}, { javaScriptEnabled: false, colorScheme: "dark" });

check("see what a catalogue holds, and compare with a part of it", async (page, { address }) => {
  await page.goto(`${address}/explore`);
  await page.getByRole("link", { name: "courses", exact: true }).click();
  assert.equal(await page.locator("h1").textContent(), "courses");
  const issuers = page.locator("section.card", { hasText: "Issuer" });
  assert.match(await issuers.textContent(), /North\s*2\s*South\s*1/);
  assert.ok(await page.getByText("No document says: kind").isVisible());
  await noBarriers(page, "catalogue");
  await picture(page, "catalogue");
  await issuers.getByRole("link", { name: "North" }).click();
  assert.equal(await page.getByLabel("Only those where").inputValue(), 'issuer="North"');
  await page.getByLabel("The posting, or the credential").fill(POSTING);
  await page.getByRole("button", { name: "Compare" }).click();
  await page.locator(".match").first().waitFor();
  assert.equal(await page.locator(".match").getByText("Phlebotomy Technician").count(), 0, "those of others are left out");
  await page.goto(`${address}/explore/catalogue/courses`);
  await page.setViewportSize({ width: 390, height: 844 });
  await fitsTheWidth(page, "catalogue on a phone");
  await picture(page, "catalogue-phone");
});

const lastDecision = () => {
  const lines = readFileSync(join(workspace, "reviews", "decisions.jsonl"), "utf8").trimEnd().split("\n");
  return JSON.parse(lines.at(-1));
};
check("review with one key a decision, and undo", async (page, { address }) => {
  await page.goto(`${address}/review`);
  await noBarriers(page, "review, nobody yet");
  await page.getByLabel("Who are you?").fill("Ana");
  await page.keyboard.press("Enter");
  await page.locator(".question").waitFor();
  await noBarriers(page, "review");
  await fitsTheWidth(page, "review");
  const asked = await page.locator(".side h2").allTextContents();
  assert.ok(await page.getByText("Bring a loom to work").isVisible(), "the definition is not shown");
  await page.keyboard.press("b");
  await page.getByText("Saved.").waitFor();
  assert.equal(lastDecision().decision.new_predicate, "skos:broadMatch");
  assert.equal(lastDecision().decision.reviewer, "Ana");
  assert.notDeepEqual(await page.locator(".side h2").allTextContents(), asked, "the next question comes");
  await picture(page, "review");
  await page.keyboard.press("u");
  await page.getByText("Taken back.").waitFor();
  assert.deepEqual(await page.locator(".side h2").allTextContents(), asked, "what was taken back is asked again");
  assert.ok(lastDecision().undo > 0);
  await page.getByLabel("Note").fill("ran");
  assert.equal(await page.getByText("Saved.").count(), 0, "letters of a note decide nothing");
  await page.setViewportSize({ width: 390, height: 844 });
  await fitsTheWidth(page, "review on a phone");
  await picture(page, "review-phone");
  await page.getByLabel("Single keys decide").uncheck();
  await page.keyboard.press("a");
  assert.equal(await page.getByText("Saved.").count(), 0, "keys that are switched off decide nothing");
});
check("review in the dark and without JavaScript", async (page, { address }) => {
  await page.goto(`${address}/review?reviewer=Ben`);
  await picture(page, "review-dark");
  await page.getByRole("button", { name: "Reject" }).click();
  await page.getByText("Saved.").waitFor();
  assert.deepEqual([lastDecision().decision.reviewer, lastDecision().decision.verdict], ["Ben", "reject"]);
  for (let left = 0; left < 5 && (await page.locator(".question").count()) > 0; left += 1) {
    await page.getByRole("button", { name: "Skip" }).click();
    await page.getByText("Saved.").waitFor();
  }
  await page.getByRole("heading", { name: "Nothing is left to ask you" }).waitFor();
}, { javaScriptEnabled: false, colorScheme: "dark" });

check("meet errors that say what to do", async (page, { address }) => {
  await page.goto(`${address}/nowhere`);
  await page.getByRole("alert").waitFor();
  await noBarriers(page, "not found");
  await page.goto(address);
  await page.getByRole("button", { name: "Find skills" }).click();
  await page.getByText("Paste a text or choose a file.").waitFor();
  await page.goBack();
  await page.getByRole("button", { name: "Find skills" }).waitFor();
  assert.equal(await page.locator('[aria-busy="true"]').count(), 0, "going back, nothing is under way");
  await paste(page, address, "zzz qqq");
  await page.getByRole("heading", { name: "No skill was found" }).waitFor();
  await noBarriers(page, "nothing found");
});

check("see text stay text", async (page, { address }) => {
  let ran = false;
  page.on("dialog", async (dialog) => { ran = true; await dialog.dismiss(); });
  await paste(page, address, "<img src=x onerror=alert(1)> wound care if a<b </textarea><script>alert(2)</script>");
  assert.ok((await page.locator(".words").textContent()).includes("a<b"));
  const name = "<img src=x onerror=alert(3)>.zip";
  await page.goto(address);
  await page.getByLabel("Or a file").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from("x") });
  await page.getByRole("button", { name: "Find skills" }).click();
  await page.getByRole("alert").waitFor();
  assert.ok((await page.getByRole("alert").textContent()).includes("onerror=alert(3)"));
  assert.equal(ran, false, "a text ran as a script");
});

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
check("use a phone", async (page, { address }) => {
  await page.goto(address);
  await fitsTheWidth(page, "map");
  await picture(page, "map-phone");
  await paste(page, address);
  await fitsTheWidth(page, "results");
  await noBarriers(page, "results on a phone");
  await picture(page, "map-results-phone");
  await page.goto(`${address}/explore/concept?taxonomy=crafts&id=https%3A%2F%2Fcrafts.example%2Floom`);
  await fitsTheWidth(page, "concept");
  await picture(page, "concept-phone");
}, phone);

check("use it in the dark", async (page, { address }) => {
  await page.goto(`${address}/?example=posting`);
  await noBarriers(page, "map, dark");
  await picture(page, "map-dark");
  await page.getByRole("button", { name: "Find skills" }).click();
  await page.waitForURL("**/map");
  await noBarriers(page, "results, dark");
  await picture(page, "map-results-dark");
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.notEqual(background, "rgb(247, 247, 244)", "dark is light");
  await page.goto(`${address}/explore/concept?taxonomy=crafts&id=https%3A%2F%2Fcrafts.example%2Floom`);
  await noBarriers(page, "concept, dark");
}, { colorScheme: "dark" });

check("use it without JavaScript", async (page, { address }) => {
  await paste(page, address);
  assert.ok(await page.locator(".proof").count() > 0);
  await page.locator(".proof").first().click();
  assert.match(page.url(), /#s\d+-\d+$/);
  await page.locator(".skill", { hasText: "Phlebotomy" }).getByText("Reject", { exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download" }).click(),
  ]);
  const table = readFileSync(await download.path(), "utf8");
  assert.ok(table.includes("Wound Care") && !table.includes("Phlebotomy"), table);
  await page.goto(`${address}/explore/tree/crafts?q=warping`);
  assert.ok(await page.getByRole("link", { name: "Loom Setup" }).isVisible());
}, { javaScriptEnabled: false });

async function withToken(browser) {
  const token = "a-token-for-the-browser";
  const service = await startService(workspace, "--token", token);
  const page = await browser.newPage();
  try {
    await page.goto(service.address);
    await noBarriers(page, "sign in");
    await page.getByLabel("Token").fill("not-this-one-at-all");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("That is not the token").waitFor();
    await page.getByLabel("Token").fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Find skills" }).waitFor();
  } finally {
    await page.close();
    service.end();
  }
}

const crafts = `id,label,alt_labels,definition,kind,broader
https://crafts.example/textile,Textile Crafts,,Everything with yarn.,skill-group,
https://crafts.example/loom,Loom Setup,setting up looms|warping,"Bring a loom to work, thread by thread.",skill,https://crafts.example/textile
https://crafts.example/dye,Yarn Dyeing,dye yarn,Colour yarn evenly.,skill,https://crafts.example/textile
`;
writeFileSync(join(folder, "crafts.csv"), crafts);
const added = spawnSync(program, ["--workspace", workspace, "taxonomy", "add", "crafts@1", join(folder, "crafts.csv")]);
assert.equal(added.status, 0, String(added.stderr));

const courses = `id,title,description,provider,level
c-1,Wound Care Certificate,Learners perform wound care and follow infection control procedures,North,certificate
c-2,Phlebotomy Technician,Students learn phlebotomy and record vital signs,South,certificate
c-3,Nursing,Perform wound care and record vital signs of patients,North,bachelor
`;
writeFileSync(join(folder, "courses.csv"), courses);
const put = spawnSync(program, ["--workspace", workspace, "catalogue", "add", "courses", join(folder, "courses.csv")]);
assert.equal(put.status, 0, String(put.stderr));

// The first is most in doubt, and comes first.
const set = `subject_id,subject_label,predicate_id,object_id,object_label,confidence
https://crafts.example/loom,Loom Setup,skos:closeMatch,https://crafts.example/textile,Textile Crafts,0.5
https://crafts.example/dye,Yarn Dyeing,skos:exactMatch,https://trades.example/dye,Dyeing of textiles,0.8
https://crafts.example/loom,Loom Setup,skos:closeMatch,https://trades.example/warp,Warping,0.9
`;
writeFileSync(join(folder, "set.csv"), set);
const service = await startService(workspace, "--taxonomy", "starter,crafts", "--review", join(folder, "set.csv"));
const browser = await startBrowser();
let failed = 0;
try {
  for (const { name, run, options } of checks) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
    const page = await context.newPage();
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => {
      // Statuses of pages that are meant to be errors are no faults.
      if (message.type() === "error" && !message.text().includes("status of 4")) wrong.push(message.text());
    });
    page.setDefaultTimeout(20_000);
    try {
      await run(page, service);
      assert.deepEqual(wrong, [], "the browser complained");
      console.log(`ok      ${name}`);
    } catch (error) {
      failed += 1;
      console.error(`FAILED  ${name}\n${error.stack ?? error}`);
    }
    await context.close();
  }
  try {
    await withToken(browser);
    console.log("ok      sign in with a token");
  } catch (error) {
    failed += 1;
    console.error(`FAILED  sign in with a token\n${error.stack ?? error}`);
  }
} finally {
  await browser.close();
  service.end();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${checks.length + 1 - failed} of ${checks.length + 1} checks passed`);
process.exitCode = failed > 0 ? 1 : 0;
