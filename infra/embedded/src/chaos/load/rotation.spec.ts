import type { SystemUrls } from '../../system/index.ts';
import type { Replica } from '../stage.ts';
import { Rotation } from './rotation.ts';

const replica = (name: string, service: Replica['service']): Replica => ({ name, service, urls: {} as SystemUrls });

describe('the replicas that a client of a fault run meets', () => {
  it('come in turn for each service, whatever is asked of the others in between', () => {
    const rotation = new Rotation([
      replica('order-api', 'orders'),
      replica('order-api-2', 'orders'),
      replica('notifications', 'notifications'),
      replica('notifications-2', 'notifications'),
    ]);
    const met = Array.from({ length: 3 }, () => [rotation.next('orders').name, rotation.next('notifications').name]);
    expect(met).toEqual([
      ['order-api', 'notifications'],
      ['order-api-2', 'notifications-2'],
      ['order-api', 'notifications'],
    ]);
    expect(() => rotation.next('identity')).toThrow('no replica of identity');
  });
});
