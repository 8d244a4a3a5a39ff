import { type Locator, type Page } from "@playwright/test";
import { expect, expectAccessible, rows, signIn, test } from "../fixtures";
import { done, openPool, send } from "../steps";

const AS_FOUND = "redirectclipboard:i:0;redirectprinters:i:0;drivestoredirect:s:;use multimon:i:1;";

/** Opens the form of a pool at one of its sections. */
async function edit(page: Page, pool: string, section: string): Promise<Locator> {
  await openPool(page, pool);
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  const part = page.locator("details.part", { has: page.locator(".part-title", { hasText: section }) });
  if ((await part.getAttribute("open")) === null) await part.locator("summary").first().click();
  return part;
}

const review = (page: Page) => page.getByRole("button", { name: "Review…" }).click();

test("form and text are one string, and only the place that was touched changes", async ({ page, emulator }) => {
  await signIn(page, "owner");
  const part = await edit(page, "hp-sales", "RDP properties");
  const text = part.getByLabel("As text");
  await expect(text).toHaveValue(AS_FOUND);

  // From the form to the text: a value, a list with semicolons, the service default.
  await part.getByText("Redirection").click();
  await part.getByLabel("Clipboard", { exact: true }).selectOption("On");
  await part.getByLabel("Drives", { exact: true }).selectOption("Other");
  await part.getByLabel("Drives: value").pressSequentially("C:\\;E:\\;");
  await part.getByLabel("Printers", { exact: true }).selectOption("Service default");
  const edited = "redirectclipboard:i:1;drivestoredirect:s:C:\\;E:\\;;use multimon:i:1;";
  await expect(text).toHaveValue(edited);

  // From the text to the form, in the middle of the string: the cursor stays where it is.
  await text.evaluate((area: HTMLTextAreaElement, at) => area.setSelectionRange(at, at), edited.indexOf("use"));
  await text.pressSequentially("novel:s:a;b;audiomode:i:7;");
  const typed = edited.replace("use", "novel:s:a;b;audiomode:i:7;use");
  await expect(text).toHaveValue(typed);
  await expect(part.getByLabel("Sound", { exact: true })).toHaveValue("7");
  await part.getByLabel("Value of novel:s:").fill("c");
  await expect(part.getByText("audiomode accepts 0, 1, 2, not “7”.")).toBeVisible();
  await part.getByRole("button", { name: "Remove", exact: true }).click();
  const sent = edited.replace("use", "novel:s:c;use");
  await expect(text).toHaveValue(sent);
  await expectAccessible(page);

  await review(page);
  await send(page, "Save", /PATCH http.*"customRdpProperty"/s);
  await done(page);
  const body = JSON.stringify({ properties: { customRdpProperty: sent } });
  expect(await emulator.requests("hostPools/hp-sales", "PATCH")).toMatchObject([{ bodyBytes: body.length }]);
  await page.getByRole("link", { name: "Properties", exact: true }).click();
  await expect(page.getByText("drivestoredirect:s:C:\\;E:\\;", { exact: true })).toBeVisible();
});

test("agents are updated in one or two windows of one clock", async ({ page }) => {
  await signIn(page, "owner");
  const part = await edit(page, "hp-finance", "Agent updates");
  await part.getByRole("radio", { name: "In maintenance windows" }).check();
  await part.getByLabel("Time zone", { exact: true }).selectOption("W. Europe Standard Time");
  await part.getByLabel("First window: day").selectOption("Sunday");
  await part.getByLabel("Time", { exact: true }).first().selectOption("04:00 to 06:00");
  await part.getByRole("button", { name: "Add window" }).click();
  await part.getByLabel("Second window: day").selectOption("Sunday");
  await expect(part.getByText("Both windows are the same")).toBeVisible();
  await part.getByLabel("Time", { exact: true }).last().selectOption("06:00 to 08:00");
  await expect(part.getByText("Both windows are the same")).toBeHidden();
  const next = async () => (await rows(part.getByRole("table", { name: "Next windows" }))).map((row) => row["Selected time zone"]?.replace(/ \d+ \w+/, ""));
  // Which one comes first depends on when the test runs.
  const [one, two] = ["Sun, 04:00 to 06:00", "Sun, 06:00 to 08:00"];
  await expect.poll(async () => (await next()).sort()).toEqual([one, one, two, two]);
  await expect(part.getByRole("button", { name: "Add window" })).toHaveAccessibleDescription("You can have up to two windows.");
  await expectAccessible(page);
  await review(page);
  await send(page, "Save", /"maintenanceWindowTimeZone": "W. Europe Standard Time".*"hour": 4.*"hour": 6/s);
  await done(page);
});

test("whoever shuts a pool without a private endpoint types its name", async ({ page, emulator }) => {
  await signIn(page, "owner");
  const part = await edit(page, "hp-sales", "Network");
  await part.getByRole("radio", { name: "Disabled" }).check();
  await expect(part.getByRole("alert")).toContainText("The pool has no private endpoint.");
  await expect(part.getByText("Restart-Service -Name RDAgentBootLoader")).toBeVisible();
  await part.getByLabel("Allow RDP Shortpath over Private Link").check();
  await review(page);
  await expect(page.getByRole("dialog")).toBeHidden();
  await part.getByRole("button", { name: "Disable both" }).click();
  await expectAccessible(page);

  await review(page);
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Save", exact: true })).toHaveAccessibleDescription("Type hp-sales first");
  await dialog.getByLabel("Type hp-sales to confirm").fill("hp-sales");
  await send(page, "Save", /"publicNetworkAccess": "Disabled".*"publicUDP": "Disabled".*"relayUDP": "Disabled"/s);
  await done(page);
  expect(await emulator.requests("hostPools/hp-sales", "PATCH")).toHaveLength(1);
});
