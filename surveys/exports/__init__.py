"""Files that leave Peil as data: tables for other programs, and the pack of the works council.

They hold what `surveys/reading` shows to anybody who takes them away, and each is noted in the
trail. `tables` has the form of a table, `package` its files, `council_pack` what a works council
takes.
"""

from surveys.exports.exporting import Data, data_file_name, export_data, names_of_files

__all__ = ["Data", "data_file_name", "export_data", "names_of_files"]
