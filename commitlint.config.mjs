/** Conventional commits; the scope is a project, the subject what someone outside can observe. */
const projects = [
  'identity-api',
  'order-api',
  'notifications',
  'verifier',
  'auth',
  'contracts',
  'keys',
  'messaging',
  'platform',
  'ports',
  'resource-server',
  'system',
  'testing',
  'embedded',
  'gate',
  'bench',
  'compose',
  'tools',
];

export default {
  extends: ['@commitlint/config-conventional'],
  rules: {
    'scope-enum': [2, 'always', [...projects, 'deps', 'release']],
    'header-max-length': [2, 'always', 100],
  },
};
