/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * What takes so long? Looks once into each turn of the watched thread that takes longer than a limit, from a thread of its own
 * by a signal, and keeps where the turn was just then. The watched thread is the one that calls these.
 */

void stack_sampler_start  (gint64 (*now) (void),
                           gint64   limit_us);

void stack_sampler_begin  (void);
void stack_sampler_pause  (void);
void stack_sampler_resume (void);
void stack_sampler_end    (gint64 own_us);

G_END_DECLS
