// <rb-cap-tools>: what the group makes: tools by address, with versions, authors and a licence.

import { html, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import '@ribambelle/web/field';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';

import { Pointing } from './pointing.ts';
import { licences, Seat, type Tool } from './seat.ts';

type Draft = { title: string; summary: string; licence: string; link: string; tool: string };
const blank: Draft = { title: '', summary: '', licence: 'CC BY 4.0', link: '', tool: '' };

@element('rb-cap-tools')
export class RbCapTools extends Pointing {
  @property({ type: Boolean }) mentor = false;
  @state() private draft: Draft | undefined;
  @state() private renewing = '';
  @state() private link = '';
  @state() private note = '';

  private readonly data = loaded(this, () => new Seat(this.client, this.target).tools(), false);

  protected override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    void this.data.reload();
  }

  override render() {
    return html`<section class="card stack"><h2>${this.t('cap.tools')}</h2>${this.refusal()}
      ${this.data.render((all) => all.length ? html`<ul class="plain lines">${all.map((t) => this.tool(t))}</ul>` : html`<p class="muted">${this.t('cap.tools.none')}</p>`)}
      ${this.draft ? this.form(this.draft) : html`<div><rb-button icon="plus" @click=${() => { this.draft = blank; }}>${this.t('cap.tools.share')}</rb-button></div>`}</section>`;
  }

  private tool(t: Tool) {
    const last = t.versions[0]!;
    return html`<li class="stack tight"><div class="row apart"><a class="wide-link" href=${last.link} target="_blank" rel="noopener noreferrer">${this.pick(t.title)}</a>
        <rb-badge kind=${t.state === 'published' ? 'good' : 'info'}>${this.t(`cap.tools.${t.state}`)}</rb-badge></div>
      ${t.summary ? html`<p>${this.pick(t.summary)}</p>` : nothing}${this.pointed(t.tool, this.t('cap.tools.from'))}
      <p class="small muted">${[this.t('cap.tools.version', { n: last.number }), this.licence(t.licence), t.authors.join(', ')].filter(Boolean).join(' · ')}</p>
      ${this.renewing === t.id ? this.renew(t) : html`<div class="row"><rb-button size="s" @click=${() => { this.renewing = t.id; this.link = ''; this.note = ''; }} label=${`${this.t('cap.tools.renew')}, ${t.title}`}>${this.t('cap.tools.renew')}</rb-button>
        ${this.mentor && t.state === 'draft' ? html`<rb-button size="s" @click=${() => this.publish(t)} label=${`${this.t('cap.tools.publish')}, ${t.title}`}>${this.t('cap.tools.publish')}</rb-button>` : nothing}</div>`}</li>`;
  }

  private licence(l: string): string {
    return l === 'all rights reserved' ? this.t('cap.tools.reserved') : l;
  }

  private address(value: string, typed: (text: string) => void) {
    return html`<rb-field type="url" required maxlength="1000" placeholder="https://" label=${this.t('cap.tools.link')} error=${this.problem?.errors.some((e) => e.pointer === '/link') ? this.t('cap.tools.link.https') : ''} .value=${value} @rb-input=${(e: Event) => typed(this.value(e))}></rb-field>`;
  }

  private renew(t: Tool) {
    const done = async () => {
      if (!await this.attempt(() => new Seat(this.client, this.target).version(t.id, this.link, this.note), this.t('cap.saved'))) return;
      this.renewing = '';
      await this.data.reload();
    };
    return html`${this.address(this.link, (text) => { this.link = text; })}
      <rb-field type="text" optional maxlength="500" label=${this.t('cap.tools.note')} .value=${this.note} @rb-input=${(e: Event) => { this.note = this.value(e); }}></rb-field>
      <div class="row"><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!this.link} @click=${done}>${this.t('web.save')}</rb-button><rb-button kind="quiet" @click=${() => { this.renewing = ''; }}>${this.t('web.cancel')}</rb-button></div>`;
  }

  private form(d: Draft) {
    const set = (part: Partial<Draft>) => { this.draft = { ...d, ...part }; };
    const done = async () => {
      if (!await this.attempt(() => new Seat(this.client, this.target).share(d, this.entry(d.tool)), this.t('cap.tools.shared'))) return;
      this.draft = undefined;
      await this.data.reload();
    };
    return html`<rb-field type="text" required maxlength="160" label=${this.t('cap.tools.title')} .value=${d.title} @rb-input=${(e: Event) => set({ title: this.value(e) })}></rb-field>
      <rb-field type="textarea" rows="2" optional maxlength="2000" label=${this.t('cap.tools.summary')} .value=${d.summary} @rb-input=${(e: Event) => set({ summary: this.value(e) })}></rb-field>
      ${this.address(d.link, (link) => set({ link }))}
      ${this.choice(this.t('cap.tools.with'), this.t('cap.tools.with.help'), d.tool, (tool) => set({ tool }))}
      <rb-field type="select" label=${this.t('cap.tools.licence')} help=${this.t('cap.tools.licence.help')} .options=${licences.map((value) => ({ value, label: this.licence(value) }))} .value=${d.licence} @rb-change=${(e: Event) => set({ licence: this.value(e) })}></rb-field>
      <div class="row"><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!d.title.trim() || !d.link} @click=${done}>${this.t('cap.tools.share')}</rb-button><rb-button kind="quiet" @click=${() => { this.draft = undefined; }}>${this.t('web.cancel')}</rb-button></div>`;
  }

  private async publish(t: Tool): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('cap.tools.publish.title', { title: t.title }), body: this.t('cap.tools.publish.text', { licence: this.licence(t.licence) }), confirm: this.t('cap.tools.publish') });
    if (!sure) return;
    await this.attempt(() => new Seat(this.client, this.target).publish(t.id), this.t('cap.tools.now-published'));
    await this.data.reload();
  }
}
