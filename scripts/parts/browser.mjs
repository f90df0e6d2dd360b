// The headless Chromium in which the embedded editor is shown to tests and for screenshots.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd, Complaint } from './command.mjs';
import { installOnDebian } from './debian.mjs';

const wellKnown = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
];

/** Flags without which Chromium looks up hosts of its own at every start. */
const quietFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The path of a Chromium or Chrome; on Debian, for root, it is installed when there is none. */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found) {
    return found;
  }
  await installOnDebian('chromium');
  const installed = findBrowser();
  if (!installed) {
    throw new Complaint(
      'Chromium is missing: install it (on Debian: apt-get install chromium) or name one in CHROME_PATH.',
    );
  }
  return installed;
}

/**
 * Starts the browser and returns `{ page, close }` with a playwright page of the given size in CSS pixels.
 * Its profile is a temporary folder that goes when it closes.
 */
export async function openBrowser({ width = 1280, height = 800, scale = 1 } = {}) {
  const executablePath = await ensureBrowser();
  const { chromium } = await import('playwright-core');
  const profile = mkdtempSync(join(tmpdir(), 'strata-browser-'));
  const removeProfile = () => rmSync(profile, { recursive: true, force: true });
  let context;
  try {
    context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      args: quietFlags,
      viewport: { width, height },
      deviceScaleFactor: scale,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    removeProfile();
    throw new Complaint(`${executablePath} does not start: ${String(error.message).split('\n')[0]}`);
  }
  const close = async () => {
    forget();
    await context.close().catch(() => {});
    removeProfile();
  };
  const forget = atEnd(close);
  return { page: context.pages()[0] ?? (await context.newPage()), close };
}

function findBrowser() {
  const named = process.env.CHROME_PATH;
  if (named && !existsSync(named)) {
    throw new Complaint(`CHROME_PATH names ${named}, which does not exist.`);
  }
  return named || wellKnown.find((path) => existsSync(path));
}
