// <rb-piloufilou-waiting>: the home page's card: workshops to log for whoever plays, cycles without a supervision for
// whoever accompanies; nothing when nothing waits.

import { css, html, nothing } from 'lit';

import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';
import { ModuleElement } from '@ribambelle/web/module-element';

import { cycles, sessions, supervisions, today } from './model.ts';
import { waiting } from './texts/waiting.ts';

type Card = { readonly text: string; readonly link: string; readonly to: string };

@element('rb-piloufilou-waiting')
export class RbPiloufilouWaiting extends ModuleElement {
  static override texts = waiting;
  static override styles = [base, css`a { display: inline-flex; align-items: center; min-height: 44px; font-weight: 620; } p { max-width: 52ch; }`];

  private readonly data = loaded(this, async () => {
    const day = today(this.me?.tenant.zone);
    const accompanies = may(this.me, 'piloufilou:supervisions.create');
    const [due, running, seen] = await Promise.all([
      may(this.me, 'piloufilou:workshop.log') ? sessions.due(this.client, day) : [],
      cycles.list(this.client, 'status = "open" OR status = "done"'),
      accompanies ? supervisions.all(this.client) : [],
    ]);
    const unseen = accompanies ? running.filter((c) => !seen.some((s) => s.doc.cycle === c.id)) : [];
    return { day, due: due.filter((w) => running.some((c) => c.id === w.doc.cycle)), running, unseen };
  });

  override render() {
    const cards = this.cards();
    if (!cards.length) return nothing;
    return html`<div class="stack">${cards.map((c) => html`<div class="card stack tight"><p>${c.text}</p><div><a href=${this.href(c.to)}>${c.link}</a></div></div>`)}</div>`;
  }

  private cards(): Card[] {
    const found = this.data.value;
    if (!found) return [];
    const all: Card[] = [];
    const places = new Set(found.due.map((w) => w.doc.cycle));
    const [first] = found.due;
    if (first && places.size === 1) {
      const group = found.running.find((c) => c.id === first.doc.cycle)?.doc.group ?? '';
      const params = { n: found.due.length, number: first.doc.number, group, title: this.pick(first.doc.title) };
      const key = found.due.length > 1 ? 'several' : first.doc.planned_on === found.day ? 'today' : 'one';
      all.push({ text: this.t(`piloufilou.waiting.${key}`, params), link: this.t('piloufilou.waiting.log'), to: `/cycles/${first.doc.cycle}/log` });
    } else if (first) {
      all.push({ text: this.t('piloufilou.waiting.groups', { n: found.due.length, groups: places.size }), link: this.t('piloufilou.waiting.see'), to: '/' });
    }
    if (found.unseen.length) all.push({ text: this.t('piloufilou.waiting.unsupervised', { n: found.unseen.length }), link: this.t('piloufilou.waiting.see'), to: '/' });
    return all;
  }
}
