-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE public.second_step (a int);
SELECT 1 / 0;
