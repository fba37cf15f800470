import { announce, byTestId, find } from '../../shared/page/dom.js';

/** A form: words are put together by pressing them, or typed, and posted to a list. */
export function makeMessageBoard(): void {
  const form = find('form.write', HTMLFormElement);
  const text = byTestId('message', HTMLInputElement);
  const list = byTestId('messages');
  for (const word of form.querySelectorAll<HTMLButtonElement>('[data-word]')) {
    word.addEventListener('click', () => {
      text.value = `${text.value} ${word.textContent!.trim()}`.trim();
    });
  }
  byTestId('unsay').addEventListener('click', () => {
    text.value = text.value.trim().split(/\s+/).slice(0, -1).join(' ');
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const said = text.value.trim();
    if (said === '') {
      announce('There is nothing to post yet: press some words first.');
      return;
    }
    const mark = new FormData(form).get('mark') === 'question' ? '?' : '.';
    list.prepend(Object.assign(document.createElement('li'), { textContent: `${said}${mark}` }));
    text.value = '';
    announce(`Posted: ${said}${mark}`);
  });
}
