import { ofSubjects } from './subjects.js';

describe('the condition on the subjects of a stream', () => {
  it.each([
    [['security.v1.>'], 'security'],
    [['orders.v1.placed', 'orders.>'], 'orders'],
  ])('of %j begins with the first token, for the index', (subjects, token) => {
    expect(ofSubjects(subjects)).toMatch(new RegExp(`^split_part\\(subject, '\\.', 1\\) = '${token}' AND `));
  });

  it.each([[['*.v1.placed']], [['>']], [['orders.>', 'identity.>']], [["it's.>"]], [[]]])(
    'of %j has the pattern only',
    (subjects) => {
      expect(ofSubjects(subjects)).toMatch(/^subject ~ ANY/);
    },
  );
});
