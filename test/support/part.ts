import type { Locator, Page } from 'playwright';

/** A part of a page, by its test id. */
export const part = (page: Page, id: string): Locator => page.locator(`[data-testid="${id}"]`);
