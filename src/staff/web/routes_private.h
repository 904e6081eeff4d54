/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * routes_private.h - the rows of each subject, of its file pages_X.c
 *
 * Files:   pages_*.c
 * Threads: constant
 */
#ifndef ROBINSON_STAFF_WEB_ROUTES_PRIVATE_H
#define ROBINSON_STAFF_WEB_ROUTES_PRIVATE_H

#include "staff/web/routes.h"

extern const struct web_route routes_login[];
extern const struct web_route routes_overview[];
extern const struct web_route routes_person[];
extern const struct web_route routes_journal[];
extern const struct web_route routes_requests[];
extern const struct web_route routes_jobs[];
extern const struct web_route routes_config[];
extern const struct web_route routes_report[];
extern const struct web_route routes_person_act[];
extern const struct web_route routes_staff[];
extern const struct web_route routes_sales[];
extern const struct web_route routes_account[];
extern const struct web_route routes_held[];
extern const struct web_route routes_objections[];

#endif
