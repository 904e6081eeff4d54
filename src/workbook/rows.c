/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdbool.h>
#include <stdio.h>

#include "service/csv/csvform.h"
#include "workbook/workbook_private.h"

enum err workbook_rows(uint64_t rows_max)
{
	struct csvfile *file = NULL;
	enum err e = charset_load();

	if (!e)
		e = workbook_confine_reader();
	if (e)
		return ERR_UNAVAILABLE;
	e = csvfile_open("-", &file);
	if (!e && csvfile_is_workbook(file))
		e = ERR_INVALID;
	if (!e)
		e = csvform_write(file, rows_max, stdout);
	csvfile_close(&file);
	return e;
}
