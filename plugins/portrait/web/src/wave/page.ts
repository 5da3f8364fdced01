// <rb-portrait-wave>: a portrait under way or ended: how many have answered, what to do next, and the acts.

import { html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import '@ribambelle/web/chain';
import '@ribambelle/web/dialog';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import '@ribambelle/web/qr';
import '@ribambelle/web/table';
import '@ribambelle/web/unit-picker';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import type { RbDialog } from '@ribambelle/web/dialog';
import { loaded } from '@ribambelle/web/loaded';
import { may, type Unit } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts.ts';
import { type Line, mine, type Progress, type Wave, waves } from './wave.ts';

type Told = CustomEvent<{ value: unknown }>;
type Asked = '' | 'extend' | 'add-site' | 'replaced';

@element('rb-portrait-wave')
export class RbPortraitWave extends ModuleElement {
  static override texts = texts;
  static override styles = [base];

  @property() wave = '';
  @state() private asked: Asked = '';
  @state() private typed = '';
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  @query('rb-dialog') private dialog?: RbDialog;

  private readonly data = loaded(this, async () => {
    const wave = await waves.get(this.client, this.wave);
    const progress = wave.doc.status === 'draft' ? undefined : await mine(this.me, wave.doc, (unit) => waves.progress(this.client, this.wave, unit));
    return { wave, progress: progress ?? { invited: 0, answered: 0, closes_on: wave.doc.closes_on, status: wave.doc.status, sites: [] } };
  });
  private readonly units = loaded(this, () => this.client.all<Unit>('/units', 'units'), false);

  override render() {
    return this.data.render(({ wave, progress }) => {
      const { doc } = wave;
      this.entitle(doc.title);
      const when = doc.status === 'closed' && doc.closed_on ? this.t('portrait.closed-on', { date: this.fmt.date(doc.closed_on) }) : this.t('portrait.until', { date: this.fmt.date(doc.closes_on) });
      return html`<div class="stack wide">
        <div class="stack tight">
          <a href=${this.href('/')}>${this.t('portrait.back')}</a>
          <div class="row"><h1 tabindex="-1">${doc.title}</h1><rb-badge kind=${doc.status === 'open' ? 'good' : 'off'}>${this.t(`portrait.status.${doc.status}`)}</rb-badge></div>
          <p class="lead">${doc.label} · ${when}</p>
        </div>
        ${this.problem ? html`<rb-notice kind="bad" role="alert">${this.say(this.problem)}</rb-notice>` : nothing}
        <div class="card"><rb-chain .value=${progress.answered} .max=${Math.max(progress.invited, 1)} label=${this.t('portrait.wave.answered')} unit=${this.t('portrait.wave.answers')}></rb-chain></div>
        ${this.next(doc)}
        ${this.table(doc, progress)}
        ${doc.status === 'open' ? this.acts(doc, progress) : nothing}
        ${this.question()}
      </div>`;
    });
  }

  private next(doc: Wave) {
    if (doc.status === 'closed') {
      return html`<div class="card stack"><h2>${this.t('portrait.wave.next')}</h2><p>${this.t('portrait.wave.next.closed')}</p>
        <div><rb-button kind="primary" icon="chart-column" href=${this.href(`/waves/${this.wave}/results`)}>${this.t('portrait.wave.results')}</rb-button></div></div>`;
    }
    if (doc.status !== 'open' || !may(this.me, 'portrait:wave.access')) return nothing;
    const link = doc.access === 'link';
    return html`<div class="card stack"><h2>${this.t('portrait.wave.next')}</h2><p class="prose">${this.t('portrait.wave.next.open')}</p>
      <div class="row">
        <rb-button kind="primary" icon="printer" href=${this.href(`/waves/${this.wave}/${link ? 'posters' : 'slips'}`)}>${this.t(link ? 'portrait.wave.posters' : 'portrait.wave.slips')}</rb-button>
        <rb-button icon="file-text" href=${this.href(`/waves/${this.wave}/letters`)}>${this.t('portrait.wave.letters')}</rb-button>
      </div></div>`;
  }

  private table(doc: Wave, progress: Progress) {
    const replaces = doc.status === 'open' && doc.access === 'slips' && may(this.me, 'portrait:wave.access');
    const name = (r: Line) => (r.alone ? `${r.name} ${this.t('portrait.alone')}`.trim() : r.name);
    const columns = [
      { key: 'name', label: this.t('portrait.wave.site'), primary: true, render: name, sort: name },
      { key: 'headcount', label: this.t('portrait.wave.headcount'), num: true, sort: (r: Line) => r.headcount },
      { key: 'answered', label: this.t('portrait.wave.received'), num: true, sort: (r: Line) => r.answered },
      ...(replaces ? [{ key: 'replace', label: this.t('portrait.wave.replace'), quiet: true, render: (r: Line) => html`<rb-button kind="quiet" size="s" label=${this.t('portrait.wave.replace.for', { site: r.name })} @click=${() => this.replace(r.unit_id ?? '')}>${this.t('portrait.wave.replace')}</rb-button>` }] : []),
    ];
    return html`<div class="stack tight"><h2>${this.t('portrait.wave.sites')}</h2>
      <rb-table caption=${this.t('portrait.wave.sites')} hide-caption .columns=${columns} .rows=${progress.sites} .rowKey=${(r: Line) => r.unit_id ?? r.name}></rb-table>
      ${progress.left_out ? html`<p class="small muted">${this.t('portrait.wave.left-out', { n: progress.left_out })}</p>` : nothing}</div>`;
  }

  private acts(doc: Wave, progress: Progress) {
    const button = (action: string, text: string, act: () => void, kind = 'plain') =>
      may(this.me, action) ? html`<rb-button kind=${kind} ?busy=${this.busy} @click=${act}>${this.t(text)}</rb-button>` : nothing;
    return html`<div class="row">
      ${button('portrait:wave.extend', 'portrait.wave.extend', () => this.ask('extend', doc.closes_on))}
      ${button('portrait:wave.extend', 'portrait.wave.add', () => { void this.units.reload(); this.ask('add-site'); })}
      ${button('portrait:wave.close', 'portrait.wave.close', () => this.end('close', doc))}
      ${progress.answered === 0 ? button('portrait:wave.cancel', 'portrait.wave.cancel', () => this.end('cancel', doc), 'danger') : nothing}
    </div>`;
  }

  private question() {
    const close = () => { this.asked = ''; };
    if (this.asked === 'replaced') {
      return html`<rb-dialog open heading=${this.t('portrait.wave.replaced')} @rb-close=${close}>
        <div class="stack"><p>${this.t('portrait.wave.replaced.text')}</p><rb-qr text=${this.address(this.typed)} label=${this.typed}></rb-qr><p class="num"><strong>${this.typed}</strong></p></div>
        <rb-button slot="actions" icon="printer" @click=${() => window.print()}>${this.t('portrait.print')}</rb-button></rb-dialog>`;
    }
    if (!this.asked) return nothing;
    const extend = this.asked === 'extend';
    const done = () => this.act(this.asked as 'extend' | 'add-site', extend ? { closes_on: this.typed } : { unit_id: this.typed });
    const told = (e: Told) => { this.typed = String(e.detail.value ?? ''); };
    const present = new Set(this.data.value?.wave.doc.sites.map((s) => s.unit_id));
    const free = (this.units.value ?? []).filter((u) => !present.has(u.id) && !u.closed_at && !['territory', 'group'].includes(u.class));
    return html`<rb-dialog open heading=${this.t(extend ? 'portrait.wave.extend' : 'portrait.wave.add')} @rb-close=${close}>
      ${extend ? html`<rb-field type="date" label=${this.t('portrait.wave.extend.title')} .value=${this.typed} @rb-change=${told}></rb-field>`
        : html`<rb-unit-picker label=${this.t('portrait.wave.add.title')} .units=${free} .value=${this.typed} @rb-change=${told}></rb-unit-picker>`}
      <rb-button slot="actions" kind="primary" ?busy=${this.busy} ?disabled=${!this.typed} @click=${done}>${this.t(extend ? 'portrait.wave.extend' : 'portrait.wave.add')}</rb-button></rb-dialog>`;
  }

  private ask(what: Asked, value = ''): void {
    this.typed = value;
    this.asked = what;
  }

  private address(code: string): string {
    return `${location.origin}/p/${this.tenant}/portrait/answer#${code}`;
  }

  private async end(verb: 'close' | 'cancel', doc: Wave): Promise<void> {
    const sure = await confirmBox(this, { heading: `${this.t(`portrait.wave.${verb}`)} : ${doc.title}`, loses: [this.t(`portrait.wave.${verb}.loses`)], confirm: this.t(`portrait.wave.${verb}`), danger: true });
    if (sure) await this.act(verb, {});
  }

  private async replace(unit: string): Promise<void> {
    await this.attempt(async () => this.ask('replaced', (await waves.replace(this.client, this.wave, unit)).code));
  }

  private async act(verb: 'extend' | 'add-site' | 'close' | 'cancel', body: object): Promise<void> {
    await this.attempt(async () => {
      await waves.act(this.client, this.wave, verb, body);
      this.dialog?.close();
      this.asked = '';
      await this.data.reload();
    });
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await act();
    } catch (thrown) {
      this.asked = '';
      this.problem = problemOf(thrown);
    }
    this.busy = false;
  }
}
