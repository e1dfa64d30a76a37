import type { SystemUrls } from '../system/urls.ts';
import { anOrder } from './chapters/an-order.ts';
import { arrival } from './chapters/arrival.ts';
import { deactivation } from './chapters/deactivation.ts';
import { keyWithdrawal } from './chapters/key-withdrawal.ts';
import { leaving } from './chapters/leaving.ts';
import { reactivation } from './chapters/reactivation.ts';
import { refreshing } from './chapters/refreshing.ts';
import { strangers } from './chapters/strangers.ts';
import type { Tour } from './tour.ts';

/** The whole tour. Throws `TourFailure` at the first step that isn't so. */
export async function takeTour(tour: Tour, urls: SystemUrls): Promise<void> {
  const stage = { tour, urls };
  const guest = await arrival(stage);
  const listening = await anOrder(stage, guest);
  await strangers(stage, guest);
  await refreshing(stage, guest);
  await deactivation(stage, listening);
  const session = await reactivation(stage, guest);
  const renewed = await keyWithdrawal(stage, guest, session);
  await leaving(stage, guest, renewed);
}
