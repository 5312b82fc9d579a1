-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE public.first_step (a int);
