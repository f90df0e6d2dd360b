// Lets a test suite, which runs in the extension host, look at and act on the browser page that shows the editor.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';

/**
 * What can be asked for, each by name with one argument object. Texts are those that a user sees: hidden elements
 * are left out. Selectors are playwright's; times are in milliseconds.
 */
const actions = {
  texts: async (page, { selector }) => page.locator(selector).filter({ visible: true }).allInnerTexts(),
  attributes: async (page, { selector, name }) =>
    page
      .locator(selector)
      .evaluateAll((elements, attribute) => elements.map((each) => each.getAttribute(attribute)), name),
  waitFor: async (page, { selector, timeout = 10000 }) => {
    await page.locator(selector).first().waitFor({ timeout });
  },
  click: async (page, { selector, button = 'left' }) => {
    await page.locator(selector).first().click({ button, timeout: 10000 });
  },
  hover: async (page, { selector }) => {
    await page.locator(selector).first().hover({ timeout: 10000 });
  },
  drag: async (page, { from, to }) => {
    await page.locator(from).first().dragTo(page.locator(to).first(), { timeout: 10000 });
  },
  press: async (page, { key }) => page.keyboard.press(key),
  type: async (page, { text }) => page.keyboard.type(text),
  moveMouse: async (page, { x, y }) => page.mouse.move(x, y),
  screenshot: async (page, { path, clip }) => {
    mkdirSync(dirname(path), { recursive: true });
    await page.screenshot({ path, ...(clip ? { clip } : {}) });
  },
};

/**
 * Serves the actions on a free loopback port, as POST requests below an address that cannot be guessed.
 * Returns `{ address, showPage, close }`; requests wait until `showPage` has been given the page.
 */
export async function startPageService() {
  let showPage;
  const shown = new Promise((resolve) => {
    showPage = resolve;
  });
  const secret = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    void answer(request, secret, shown).then(
      (value) => response.end(JSON.stringify({ value: value ?? null })),
      (error) => {
        response.statusCode = 500;
        response.end(JSON.stringify({ error: String(error.message ?? error) }));
      },
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}/${secret}`,
    showPage,
    close: () => server.closeAllConnections() ?? server.close(),
  };
}

async function answer(request, secret, shown) {
  const [, given, name] = request.url.split('/');
  const action = actions[name];
  if (request.method !== 'POST' || given !== secret || !Object.hasOwn(actions, name)) {
    throw new Error('There is no such action.');
  }
  let body = '';
  for await (const chunk of request) {
    body += chunk;
  }
  return action(await shown, body === '' ? {} : JSON.parse(body));
}
