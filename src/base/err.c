/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/err.h"

static const char *const texts[ERR_COUNT] = {
	[ERR_OK] = "success",
	[ERR_NOT_FOUND] = "not found",
	[ERR_UNAVAILABLE] = "unavailable",
	[ERR_INVALID] = "not accepted",
	[ERR_EXISTS] = "already there",
	[ERR_DENIED] = "not permitted",
	[ERR_LIMIT] = "too large",
	[ERR_CORRUPT] = "damaged",
	[ERR_NOMEM] = "out of memory",
	[ERR_IO] = "input/output error",
	[ERR_VERSION] = "written by a newer version",
};

const char *err_text(enum err e)
{
	if ((unsigned)e >= ERR_COUNT)
		return "unknown error";
	return texts[e];
}
