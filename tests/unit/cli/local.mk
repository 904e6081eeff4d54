# SPDX-License-Identifier: BSD-2-Clause
TESTS += tests/unit/cli/test_cli.py
dist_check_SCRIPTS += tests/unit/cli/test_cli.py
TESTS += tests/unit/cli/test_doctor.py
dist_check_SCRIPTS += tests/unit/cli/test_doctor.py
TESTS += tests/unit/cli/test_purge.py
dist_check_SCRIPTS += tests/unit/cli/test_purge.py
