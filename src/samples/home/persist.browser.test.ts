import { expect, test, vi } from 'vitest';
import { dialOf, newStore, removeDatabase } from './home.fixture.js';
import { SampleHome } from './sample-home.js';

// In a file of its own: browsers remember the answer for a page.
test('the first time that something is kept, the browser is asked to keep it for good', async () => {
  await removeDatabase();
  const persist = vi.spyOn(navigator.storage, 'persist').mockRejectedValueOnce(new Error('no'));
  vi.spyOn(navigator.storage, 'persisted').mockResolvedValueOnce(false).mockResolvedValueOnce(true);
  const home = await SampleHome.open();
  expect(persist).not.toHaveBeenCalled();
  await home.write('mine', dialOf(1));
  await home.write('mine', dialOf(2));
  home.keep('mine', newStore(), { onTrouble: () => {} });
  expect(persist).toHaveBeenCalledOnce();
  expect(home.persisted).toBe(false);
  home.dispose();
  const next = await SampleHome.open();
  expect(next.persisted).toBe(true);
  await next.eraseAll();
  next.dispose();
});
