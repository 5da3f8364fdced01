// <rb-mobilisation-petition>: one petition: its life, its figures, who signed.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/copy';
import '@ribambelle/web/dialog';
import '@ribambelle/web/table';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';
import type { Column } from '@ribambelle/web/table';

import { type Figures, mobilisation, type Petition, type Rec, type SignatureStatus, type Supporter } from './api.ts';
import { Desk, type Told } from './desk.ts';
import { texts } from './texts/petitions.ts';

type Asked = { readonly verb: 'pause' | 'close' } | { readonly judge: Supporter; readonly to: SignatureStatus };

const statuses: readonly SignatureStatus[] = ['confirmed', 'pending', 'flagged', 'invalid', 'withdrawn'];

@element('rb-mobilisation-petition')
export class RbMobilisationPetition extends Desk {
  static override texts = texts;
  static override styles = [base, css`
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: var(--rb-space-4); }
    .figures dt { color: var(--rb-muted); font-size: var(--rb-text-s); } .figures dd { margin: 0; font-size: var(--rb-text-2xl); font-weight: 680; font-variant-numeric: tabular-nums; }
    .figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
  `];

  @property() petition = '';
  @property() pages = '';
  @state() private status: SignatureStatus = 'confirmed';
  @state() private asked: Asked | undefined;
  @state() private reason = '';

  private readonly data = loaded(this, async () => {
    const [one, figures] = await Promise.all([mobilisation.get<Petition>(this.client, 'petitions', this.petition), mobilisation.figures(this.client, this.petition)]);
    return { one, figures };
  });
  private readonly list = loaded(this, () => (may(this.me, 'mobilisation:signatures.read') ? mobilisation.signatures(this.client, this.petition, this.status) : Promise.resolve({ signatures: [] })));

  override render() {
    return this.data.render(({ one, figures }: { one: Rec<Petition>; figures: Figures }) => html`<div class="stack wide">
      <div class="stack tight"><rb-back href=${this.href('/')}>${this.t('mobilisation.petitions.title')}</rb-back>${this.head(this.pick(one.doc.title), this.t(`mobilisation.petition.status.${one.doc.status}-text`), this.acts(one))}</div>
      ${one.doc.status === 'draft' ? nothing : html`
        <dl class="figures card">${(['confirmed', 'pending', 'flagged', 'invalid', 'withdrawn', 'news'] as const).map((k) => html`<div><dt>${this.t(`mobilisation.signature.${k}`)}</dt><dd>${this.fmt.number(figures[k])}</dd></div>`)}</dl>
        <div class="card stack tight"><h2>${this.t('mobilisation.petition.share')}</h2><rb-copy text=${`${this.pages}/petition?petition=${one.id}`} label=${this.t('mobilisation.petition.address')}></rb-copy>
          <div><rb-button kind="quiet" icon="external-link" target="_blank" href=${`${this.pages}/petition?petition=${one.id}`}>${this.t('mobilisation.see-page')}</rb-button></div></div>
        ${may(this.me, 'mobilisation:signatures.read') ? this.signatures(one) : nothing}`}
      ${one.doc.log?.length ? html`<div class="card stack tight"><h2>${this.t('mobilisation.petition.log')}</h2><ul>${one.doc.log.map((s) => html`<li>${this.fmt.date(s.on)} · ${this.t(`mobilisation.petition.status.${s.status}`)} ${this.pick(s.reason)}</li>`)}</ul></div>` : nothing}
      ${this.asked ? this.question(this.asked) : nothing}</div>`);
  }

  private acts(one: Rec<Petition>) {
    if (!may(this.me, 'mobilisation:petition.lead')) return nothing;
    const { status } = one.doc;
    const button = (verb: 'open' | 'pause' | 'close', kind: 'primary' | 'plain', act: () => unknown) => html`<rb-button kind=${kind} ?busy=${this.busy} @click=${act}>${this.t(`mobilisation.petition.${verb === 'open' && status === 'paused' ? 'resume' : verb}`)}</rb-button>`;
    return html`<rb-button icon="pencil" href=${this.href(`/edit/${one.id}`)}>${this.t('mobilisation.edit')}</rb-button>
      ${status === 'draft' || status === 'paused' ? button('open', 'primary', () => this.step('open')) : nothing}
      ${status === 'open' ? button('pause', 'plain', () => this.ask({ verb: 'pause' })) : nothing}
      ${status === 'open' || status === 'paused' ? button('close', 'plain', () => this.ask({ verb: 'close' })) : nothing}`;
  }

  private signatures(one: Rec<Petition>) {
    const judges = may(this.me, 'mobilisation:signatures.judge');
    const to: Partial<Record<SignatureStatus, SignatureStatus[]>> = { confirmed: ['flagged'], flagged: ['confirmed', 'invalid'], invalid: ['confirmed'] };
    const columns: Column<Supporter>[] = [
      { key: 'name', label: this.t('mobilisation.signature.name'), primary: true, render: (s) => s.name ?? this.t('mobilisation.signature.erased') },
      { key: 'email', label: this.t('mobilisation.signature.email'), render: (s) => s.email ?? '' },
      { key: 'postcode', label: this.t('mobilisation.signature.postcode'), render: (s) => s.postcode ?? '' },
      { key: 'on', label: this.t('mobilisation.signature.on'), render: (s) => this.fmt.date(s.signed_on) },
      ...(this.status === 'flagged' || this.status === 'invalid' ? [{ key: 'reason', label: this.t('mobilisation.signature.reason'), render: (s: Supporter) => s.reason ?? '' }] : []),
      ...(judges ? [{ key: 'act', label: this.t('mobilisation.signature.judge'), quiet: true, render: (s: Supporter) => html`${(to[s.status] ?? []).map((t) => html`<rb-button size="s" kind="quiet" label=${`${this.t(`mobilisation.signature.to.${t}`)}, ${s.name ?? ''}`} @click=${() => this.ask({ judge: s, to: t })}>${this.t(`mobilisation.signature.to.${t}`)}</rb-button>`)}` }] : []),
    ];
    return html`<div class="stack"><div class="row apart"><h2>${this.t('mobilisation.petition.who')}</h2>
        ${may(this.me, 'mobilisation:signatures.export') ? html`<rb-button kind="quiet" icon="download" href=${mobilisation.sheet(this.client, `/petitions/${one.id}:supporters`, this.language)} download="supporters.csv">${this.t('mobilisation.export')}</rb-button>` : nothing}</div>
      <rb-field type="select" label=${this.t('mobilisation.signature.state')} .value=${this.status} .options=${statuses.map((s) => ({ value: s, label: this.t(`mobilisation.signature.${s}`) }))} width="m"
        @rb-change=${(e: Told) => { this.status = e.detail.value as SignatureStatus; void this.list.reload(); }}></rb-field>
      ${this.list.render((page: { signatures: Supporter[]; next_page_token?: string }) => html`<rb-table hide-caption caption=${this.t('mobilisation.petition.who')} .columns=${columns as never} .rows=${page.signatures as never} empty=${this.t('mobilisation.signature.none')}></rb-table>
        ${page.next_page_token ? html`<div><rb-button @click=${() => this.more(page)}>${this.t('mobilisation.more')}</rb-button></div>` : nothing}`)}</div>`;
  }

  private async more(page: { signatures: Supporter[]; next_page_token?: string }): Promise<void> {
    const next = await mobilisation.signatures(this.client, this.petition, this.status, page.next_page_token);
    this.list.set({ ...next, signatures: [...page.signatures, ...next.signatures] });
  }

  private ask(what: Asked): void {
    this.reason = '';
    this.problem = undefined;
    this.asked = what;
  }

  private question(asked: Asked) {
    const heading = 'verb' in asked ? this.t(`mobilisation.petition.${asked.verb}`) : this.t(`mobilisation.signature.to.${asked.to}`);
    const help = 'verb' in asked ? this.t(`mobilisation.petition.${asked.verb}-help`) : this.t('mobilisation.signature.judge-help');
    const needed = !('verb' in asked && asked.verb === 'close');
    return html`<rb-dialog open heading=${heading} @rb-close=${() => { this.asked = undefined; }}>
      <rb-field type="textarea" rows="3" maxlength="300" label=${this.t('mobilisation.reason')} help=${help} ?required=${needed} ?optional=${!needed} .value=${this.reason} @rb-input=${(e: Told) => { this.reason = String(e.detail.value ?? ''); }}></rb-field>
      <rb-button slot="actions" kind="primary" ?busy=${this.busy} ?disabled=${needed && this.reason.trim().length < 3} @click=${() => this.answer(asked)}>${heading}</rb-button></rb-dialog>`;
  }

  private async answer(asked: Asked): Promise<void> {
    const reason = this.reason.trim();
    this.asked = undefined;
    if ('verb' in asked) await this.step(asked.verb, reason ? { reason: { [this.language]: reason } } : {});
    else await this.attempt(() => mobilisation.judge(this.client, this.petition, asked.judge.id, asked.to, reason), 'mobilisation.saved', () => Promise.all([this.data.reload(), this.list.reload()]));
  }

  private async step(verb: string, body: object = {}): Promise<void> {
    await this.attempt(() => mobilisation.act(this.client, 'petitions', this.petition, verb, body), `mobilisation.petition.${verb}-done`, () => this.data.reload());
    this.emit('rb-done');
  }
}
