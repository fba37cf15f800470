import type { ReportWords } from './report.js';

/** Shows a report's details and advice; its headline is said to those who do not see the title. */
export function showReport(element: HTMLElement, { headline, details, advice }: ReportWords): void {
  element.replaceChildren(
    Object.assign(document.createElement('span'), {
      textContent: `${headline}. `,
      className: 'visually-hidden',
    }),
    ...details.map((text) => paragraph(text)),
    ...advice.map((text) => paragraph(text, 'advice')),
  );
  element.hidden = false;
}

function paragraph(textContent: string, className = ''): HTMLParagraphElement {
  return Object.assign(document.createElement('p'), { textContent, className });
}
