/** The cursor that {@link PointerController} draws. It takes no clicks and is not read out; a page may style it. */
export class PointerCursor {
  readonly element: HTMLElement;

  constructor(document: Document) {
    this.element = document.createElement('div');
    this.element.className = 'camdial-cursor';
    this.element.setAttribute('aria-hidden', 'true');
    // By property, which a content security policy allows. White in black is seen on any ground.
    Object.assign(this.element.style, {
      position: 'fixed',
      left: '0',
      top: '0',
      width: '28px',
      height: '28px',
      margin: '-16px 0 0 -16px',
      boxSizing: 'content-box',
      border: '2px solid white',
      borderRadius: '50%',
      boxShadow: '0 0 0 2px black, inset 0 0 0 1px black',
      background: 'conic-gradient(black calc(var(--camdial-dwell, 0) * 1turn), rgb(255 255 255 / 0.3) 0)',
      forcedColorAdjust: 'none',
      pointerEvents: 'none',
      zIndex: '2147483647',
    });
  }

  /** In CSS pixels of the viewport. */
  show(x: number, y: number): void {
    if (!this.element.isConnected) (document.body ?? document.documentElement).append(this.element);
    this.element.style.display = '';
    this.element.style.transform = `translate(${x}px, ${y}px)`;
  }

  /** How far a dwell click has come, 0..1. */
  set progress(share: number) {
    this.element.style.setProperty('--camdial-dwell', share.toFixed(3));
  }

  hide(): void {
    this.element.style.display = 'none';
    this.progress = 0;
  }
}
