import type { Role } from '@balcao/api';

export const roles: readonly Role[] = ['agent', 'administrator'];
