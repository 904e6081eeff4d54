# SPDX-License-Identifier: BSD-2-Clause
# milter: the daemon that the MTA talks to.
