// <rb-piloufilou-stop>: stopping a cycle, with a reason; what was held stays.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/dialog';
import { element } from '@ribambelle/web/define';
import { base } from '@ribambelle/web/styles';

import { cycles } from '../model.ts';
import { Screen, type Told } from '../screen.ts';
import { texts } from '../texts/cycle.ts';

@element('rb-piloufilou-stop')
export class RbPiloufilouStop extends Screen {
  static override texts = texts;
  static override styles = [base];

  @state() private asking = false;
  @state() private reason = '';
  @state() private checked = false;

  override render() {
    const named = this.problem?.code === 'name-suspected';
    return html`<rb-button kind="quiet" icon="ban" @click=${() => { this.asking = true; }}>${this.t('piloufilou.stop')}</rb-button>
      ${this.asking ? html`<rb-dialog open heading=${this.t('piloufilou.stop')} @rb-close=${() => { this.asking = false; }}>
        <p>${this.t('piloufilou.stop.text')}</p>${this.refused()}
        <rb-field type="textarea" rows="3" maxlength="500" required label=${this.t('piloufilou.stop.reason')} .value=${this.reason} @rb-input=${(e: Told) => { this.reason = String(e.detail.value); }}></rb-field>
        ${named ? html`<rb-field type="checkbox" label=${this.t('piloufilou.names.none')} .value=${this.checked} @rb-change=${(e: Told) => { this.checked = e.detail.value === true; }}></rb-field>` : nothing}
        <rb-button slot="actions" kind="danger" ?busy=${this.busy} ?disabled=${!this.reason.trim()} @click=${this.stop}>${this.t('piloufilou.stop')}</rb-button></rb-dialog>` : nothing}`;
  }

  private async stop(): Promise<void> {
    if (!(await this.attempt(async () => { await cycles.stop(this.client, this.cycle, this.reason, this.checked); }))) return;
    this.asking = false;
    this.emit('rb-changed');
  }
}
