# SPDX-License-Identifier: BSD-2-Clause
# cli: the command line.
