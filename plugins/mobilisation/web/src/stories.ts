// <rb-mobilisation-stories>: testimonies that wait for a moderator, and those that were decided on.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/copy';
import '@ribambelle/web/dialog';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import { mobilisation, type Story } from './api.ts';
import { Desk, type Told } from './desk.ts';
import { texts } from './texts/stories.ts';

const statuses = ['submitted', 'edited', 'moderated', 'refused'] as const;

@element('rb-mobilisation-stories')
export class RbMobilisationStories extends Desk {
  static override texts = texts;
  static override styles = [base, css`blockquote { margin: 0; padding-inline-start: var(--rb-space-4); border-inline-start: 4px solid var(--rb-line); white-space: pre-line; max-width: 70ch; }`];

  @state() private status: (typeof statuses)[number] = 'submitted';
  @state() private asked: { readonly story: Story; readonly verb: 'edit' | 'refuse' } | undefined;
  @state() private typed = '';

  private readonly list = loaded(this, () => mobilisation.stories(this.client, this.status));
  private readonly overview = loaded(this, () => mobilisation.overview(this.client));

  override render() {
    return html`<div class="stack wide">
      ${this.head(this.t('mobilisation.stories.title'), this.t('mobilisation.stories.lead'))}
      <rb-field type="select" width="m" label=${this.t('mobilisation.stories.show')} .value=${this.status} .options=${statuses.map((s) => ({ value: s, label: this.t(`mobilisation.stories.status.${s}`) }))}
        @rb-change=${(e: Told) => { this.status = e.detail.value as typeof this.status; void this.list.reload(); }}></rb-field>
      ${this.list.render((all: Story[]) => all.length ? html`<ul class="plain stack">${all.map((s) => this.card(s))}</ul>` : html`<rb-state kind="empty" heading=${this.t(`mobilisation.stories.none.${this.status}`)}></rb-state>`)}
      ${this.overview.value ? html`<div class="card stack tight"><h2>${this.t('mobilisation.stories.share')}</h2><p class="muted">${this.t('mobilisation.stories.share-text')}</p><rb-copy text=${`${this.overview.value.pages}/story`}></rb-copy></div>` : nothing}
      ${this.asked ? this.question(this.asked) : nothing}</div>`;
  }

  private card(s: Story) {
    const moderates = may(this.me, 'mobilisation:stories.moderate');
    return html`<li class="card stack">
      <div class="row apart"><p><strong>${s.signed || this.t('mobilisation.stories.unsigned')}</strong>${s.role ? ` · ${s.role}` : ''}</p><span class="muted small">${this.fmt.date(s.on)}</span></div>
      <blockquote>${this.pick(s.text)}</blockquote>
      ${s.proposed ? html`<div class="stack tight"><p class="small muted">${this.t('mobilisation.stories.proposed')}</p><blockquote>${this.pick(s.proposed)}</blockquote></div>` : nothing}
      <p class="small muted">${(s.leaves ?? []).map((l) => this.t('mobilisation.stories.leave', { channel: this.t(`mobilisation.stories.channel.${l.channel}`), date: this.fmt.date(l.until) })).join(' · ')}</p>
      ${s.reason ? html`<p class="small">${this.pick(s.reason)}</p>` : nothing}
      ${!moderates && s.status === 'submitted' ? html`<p class="small muted">${this.t('mobilisation.stories.theirs')}</p>` : nothing}
      ${moderates && s.status !== 'refused' ? html`<div class="row">
        ${s.status === 'moderated' ? nothing : html`<rb-button kind="primary" ?busy=${this.busy} @click=${() => this.accept(s)}>${this.t('mobilisation.stories.accept')}</rb-button>`}
        <rb-button ?busy=${this.busy} @click=${() => this.ask(s, 'edit')}>${this.t('mobilisation.stories.edit')}</rb-button>
        <rb-button kind="danger" ?busy=${this.busy} @click=${() => this.ask(s, 'refuse')}>${this.t('mobilisation.stories.refuse')}</rb-button></div>` : nothing}
    </li>`;
  }

  private accept(s: Story): Promise<boolean> {
    return this.attempt(() => mobilisation.act(this.client, 'stories', s.id, 'accept'), 'mobilisation.stories.accept-done', () => this.list.reload());
  }

  private ask(story: Story, verb: 'edit' | 'refuse'): void {
    this.typed = verb === 'edit' ? (story.proposed ?? story.text ?? '') : '';
    this.problem = undefined;
    this.asked = { story, verb };
  }

  private question({ story, verb }: { story: Story; verb: 'edit' | 'refuse' }) {
    const done = async () => {
      this.asked = undefined;
      await this.attempt(() => mobilisation.act(this.client, 'stories', story.id, verb, verb === 'edit' ? { text: this.typed } : { reason: this.typed }), `mobilisation.stories.${verb}-done`, () => this.list.reload());
    };
    return html`<rb-dialog open heading=${this.t(`mobilisation.stories.${verb}`)} @rb-close=${() => { this.asked = undefined; }}>
      <rb-field type="textarea" rows=${verb === 'edit' ? 10 : 3} label=${this.t(`mobilisation.stories.${verb}-label`)} help=${this.t(`mobilisation.stories.${verb}-help`)} required .value=${this.typed} @rb-input=${(e: Told) => { this.typed = String(e.detail.value ?? ''); }}></rb-field>
      <rb-button slot="actions" kind=${verb === 'edit' ? 'primary' : 'danger'} ?busy=${this.busy} ?disabled=${this.typed.trim().length < 3} @click=${done}>${this.t(`mobilisation.stories.${verb}`)}</rb-button></rb-dialog>`;
  }
}
