# SPDX-License-Identifier: Apache-2.0
# embed(TARGET OUTPUT.cc NAMESPACE [PACKED] FUNCTION FILE [FUNCTION FILE …])  adds to TARGET a source that defines, for each pair,
#   std::string_view FUNCTION() noexcept   in NAMESPACE, giving the bytes of FILE (relative to the repository)
# With PACKED behind NAMESPACE it is  std::string_view FUNCTION(bool packed) noexcept  and gives them in gzip, too.
# The source is written again when a file changes. Run as a script (cmake -P) it does the writing.
if(CMAKE_SCRIPT_MODE_FILE)
  set(text "// SPDX-License-Identifier: Apache-2.0\n// Written by cmake/embed.cmake; not to be edited.\n#include <string_view>\n\nnamespace ${NAMESPACE} {\n")
  # A braced list of bytes: string literals are limited in length by some compilers. One 0 more, so that an empty file is an array too.
  string(APPEND text "namespace {\ntemplate <size_t n>\nconstexpr std::string_view View(const unsigned char (&bytes)[n]) {\n"
         "  return {reinterpret_cast<const char*>(bytes), n - 1};\n}\n}  // namespace\n")
  macro(append_bytes name path)
    file(READ ${path} hex HEX)
    if("${path}" MATCHES "\\.gz$")
      string(SUBSTRING "${hex}" 0 8 magic)
      string(SUBSTRING "${hex}" 16 -1 rest)
      set(hex ${magic}00000000${rest})  # when it was packed is nobody's business, and would change the entity tag
    endif()
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND text "namespace {\nconstexpr unsigned char ${name}[] = {${bytes}0};\n}  // namespace\n")
  endmacro()
  string(REPLACE "|" ";" pairs "${PAIRS}")
  while(pairs)
    list(POP_FRONT pairs function file)
    append_bytes(k${function} ${ROOT}/${file})
    if(PACKED)
      file(ARCHIVE_CREATE OUTPUT ${OUTPUT}.gz PATHS ${ROOT}/${file} FORMAT raw COMPRESSION GZip COMPRESSION_LEVEL 9)
      append_bytes(k${function}Packed ${OUTPUT}.gz)
      file(REMOVE ${OUTPUT}.gz)
      string(APPEND text "std::string_view ${function}(bool packed) noexcept { return packed ? View(k${function}Packed) : View(k${function}); }\n")
    else()
      string(APPEND text "std::string_view ${function}() noexcept { return View(k${function}); }\n")
    endif()
  endwhile()
  file(WRITE ${OUTPUT} "${text}}  // namespace ${NAMESPACE}\n")
  return()
endif()

function(embed target output namespace)
  cmake_parse_arguments(PARSE_ARGV 3 arg "PACKED" "" "")
  set(files)
  set(rest ${arg_UNPARSED_ARGUMENTS})
  while(rest)
    list(POP_FRONT rest function file)
    list(APPEND files ${PROJECT_SOURCE_DIR}/${file})
  endwhile()
  string(REPLACE ";" "|" pairs "${arg_UNPARSED_ARGUMENTS}")
  set(path ${CMAKE_CURRENT_BINARY_DIR}/${output})
  add_custom_command(OUTPUT ${path} VERBATIM
    COMMAND ${CMAKE_COMMAND} -DROOT=${PROJECT_SOURCE_DIR} -DOUTPUT=${path} -DNAMESPACE=${namespace} -DPAIRS=${pairs} -DPACKED=${arg_PACKED} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake)
  target_sources(${target} PRIVATE ${path})
endfunction()
