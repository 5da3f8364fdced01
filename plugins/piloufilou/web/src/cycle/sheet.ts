// <rb-piloufilou-sheet>: a workshop to prepare: objectives, material, outline, components; on paper too, with a
// link to the card for families.

import { css, html, nothing } from 'lit';

import '@ribambelle/web/state';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { base } from '@ribambelle/web/styles';

import { cycles, listed, programmes } from '../model.ts';
import { Screen } from '../screen.ts';
import { texts } from '../texts/cycle.ts';

@element('rb-piloufilou-sheet')
export class RbPiloufilouSheet extends Screen {
  static override texts = texts;
  static override styles = [base, css`
    li { margin-block: var(--rb-space-1); max-width: 70ch; }
    .step { display: grid; grid-template-columns: 5rem 1fr; gap: var(--rb-space-3); padding-block: var(--rb-space-2); border-block-end: 1px solid var(--rb-line); }
    .step:last-child { border: 0; }
    .box::before { content: '☐ '; }
    .pair { display: grid; gap: var(--rb-space-4); grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); align-items: start; }
  `];

  private readonly data = loaded(this, async () => {
    const cycle = await cycles.get(this.client, this.cycle);
    const id = cycle.doc.programme ?? '';
    const [programme, { categories }] = await Promise.all([programmes.get(this.client, id), programmes.coverage(this.client, id)]);
    return { cycle, programme, competences: categories.flatMap((c) => c.parts ?? []).flatMap((g) => g.parts ?? []) };
  });

  override render() {
    return this.data.render(({ cycle, programme, competences }) => {
      const p = programme.doc;
      const number = Number(this.asked('n')) || 1;
      const w = p.workshops[number - 1];
      if (!w) return html`<rb-state kind="missing"></rb-state>`;
      this.entitle(`${number}. ${this.pick(w.title)}`);
      const card = `/p/${this.tenant}/piloufilou/card?programme=${programme.id}&number=${number}`;
      return html`<article class="stack wide">
        <div class="stack tight"><rb-back href=${this.href(`/cycles/${this.cycle}`)}>${cycle.doc.group}, ${cycle.doc.place}</rb-back><p class="print-only">${this.pick(p.title)} ${p.version} · ${p.licence}</p>
          <h1 tabindex="-1">${number}. ${this.pick(w.title)}</h1><p class="lead">${this.t('piloufilou.minutes', { n: w.minutes })} · ${this.fmt.list(p.puppets.map((x) => this.pick(x.name)))}</p></div>
        <div class="row no-print">
          ${number > 1 ? html`<rb-button kind="quiet" icon="arrow-left" href=${this.href(`/cycles/${this.cycle}/sheet?n=${number - 1}`)}>${this.t('piloufilou.sheet.before')}</rb-button>` : nothing}
          ${number < p.workshops.length ? html`<rb-button kind="quiet" icon="arrow-right" href=${this.href(`/cycles/${this.cycle}/sheet?n=${number + 1}`)}>${this.t('piloufilou.sheet.after')}</rb-button>` : nothing}
          <rb-button icon="printer" @click=${() => window.print()}>${this.t('piloufilou.sheet.print')}</rb-button>
          <rb-button icon="house-heart" href=${card} target="_blank">${this.t('piloufilou.sheet.card')}</rb-button></div>
        <div class="pair"><section class="card stack tight"><h2>${this.t('piloufilou.sheet.objectives')}</h2><ul>${w.objectives.map((o) => html`<li>${this.pick(o)}</li>`)}</ul><h3>${this.t('piloufilou.sheet.cps')}</h3><ul>${competences.filter((c) => w.cps.includes(c.code)).map((c) => html`<li>${this.pick(c.title)} <span class="small muted">${c.code}</span></li>`)}</ul></section>
          <section class="card stack tight"><h2>${this.t('piloufilou.sheet.material')}</h2><ul>${(w.material ?? []).map((m) => html`<li>${this.pick(m)}</li>`)}</ul></section></div>
        <section class="card stack tight"><h2>${this.t('piloufilou.sheet.script')}</h2>${w.script.map((s) => html`<div class="step"><strong class="num">${this.t('piloufilou.minutes', { n: s.minutes })}</strong><span>${this.pick(s.text)}</span></div>`)}</section>
        <section class="card stack tight"><h2>${this.t('piloufilou.sheet.core')}</h2><p class="muted">${this.t('piloufilou.sheet.core.help')}</p><ul class="plain">${listed(p, w).map((c) => html`<li class="box">${this.pick(c.text)}</li>`)}</ul></section>
      </article>`;
    });
  }

}
