dnl SPDX-License-Identifier: BSD-2-Clause
dnl RB_TRY_CFLAG(FLAG, VARIABLE): appends FLAG to VARIABLE if compiler and
dnl linker take it without a warning.
AC_DEFUN([RB_TRY_CFLAG], [
	rb_saved_cflags=$CFLAGS
	CFLAGS="$CFLAGS -Werror $1"
	AC_MSG_CHECKING([whether $CC takes $1])
	AC_LINK_IFELSE([AC_LANG_PROGRAM()],
		[AC_MSG_RESULT([yes]); $2="$$2 $1"], [AC_MSG_RESULT([no])])
	CFLAGS=$rb_saved_cflags])
