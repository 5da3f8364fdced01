// The mailbox: messages that no server took, to be read and handed on otherwise. This organisation's only.

import { css, html, nothing } from 'lit';
import '@ribambelle/web/button';
import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';
import { icon } from '@ribambelle/web/icon';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/state';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { linked } from '../parts/linked.ts';
import { screenStyles } from '../parts/styles.ts';

type Letter = { to?: string; subject?: string; text?: string };
type Message = { id: string; name: string; due_at: string; data: Letter };

@element('rb-mailbox')
export class RbMailbox extends Screen {
  static override styles = [...screenStyles, css`
    .letters { gap: var(--rb-space-3); }
    li.card { padding: 0; }
    li.card summary { width: auto; color: inherit; display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: .125rem var(--rb-space-3); align-items: center; cursor: pointer; min-height: 3.5rem; padding: var(--rb-space-3) var(--rb-space-4); border-radius: var(--rb-radius-l); list-style: none; }
    summary::-webkit-details-marker { display: none; }
    summary:hover { background: var(--rb-primary-soft); }
    summary svg { color: var(--rb-primary); width: 1.35rem; height: 1.35rem; }
    summary span { overflow-wrap: anywhere; } summary strong { display: block; }
    summary time { color: var(--rb-muted); font-size: var(--rb-text-s); text-align: end; }
    .text { border-block-start: 1px solid var(--rb-line); padding: var(--rb-space-4) var(--rb-space-5) var(--rb-space-5); display: grid; gap: var(--rb-space-4); }
    .text p { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 70ch; }
    @media (max-width: 599px) { li.card summary { grid-template-columns: auto minmax(0, 1fr); } summary time { grid-column: 2; text-align: start; } }
  `];

  private readonly letters = loaded(this, (signal) => this.api.get<{ items: Message[] }>('/outbox?kind=mail', { signal }).then((a) => a.items));

  protected override titleKey = () => 'mailbox.title';

  override render() {
    return html`<div class="page">${head({ title: this.t('mailbox.title'), lead: this.t('mailbox.lead'), back: { href: this.to('settings', 'mail'), label: this.t('mail.title') },
        actions: html`<rb-button icon="refresh-cw" @click=${() => void this.letters.reload()}>${this.t('mailbox.reload')}</rb-button>` })}
      ${this.letters.render((all: Message[]) => (all.length === 0
        ? html`<div class="card"><rb-state kind="empty" .heading=${this.t('mailbox.none')} .text=${this.t('mailbox.none-text')}><rb-button href=${this.to('settings', 'mail')}>${this.t('mail.try')}</rb-button></rb-state></div>`
        : html`<ul class="list letters">${all.map((m) => this.letter(m))}</ul>`))}</div>`;
  }

  private letter({ data, due_at, name }: Message) {
    const text = data.text ?? '';
    return html`<li class="card"><details><summary>${icon('mail')}<span><strong>${data.subject ?? name}</strong>${data.to ? html`<span class="small muted">${this.t('mailbox.to', { to: data.to.replace(/^<(.*)>$/, '$1') })}</span>` : nothing}</span>
        <time datetime=${due_at}>${this.fmt.dateTime(due_at)}</time></summary>
      <div class="text"><p>${linked(text)}</p><div><rb-copy .text=${text} .label=${this.t('mailbox.text')} bare></rb-copy></div></div></details></li>`;
  }
}
