# SPDX-License-Identifier: Apache-2.0
# embed(TARGET OUTPUT.cc NAMESPACE FUNCTION FILE [FUNCTION FILE …])  adds to TARGET a source that defines, for each pair,
#   std::string_view FUNCTION() noexcept   in NAMESPACE, giving the bytes of FILE (relative to the repository)
# The source is written again when a file changes. Run as a script (cmake -P) it does the writing.
if(CMAKE_SCRIPT_MODE_FILE)
  set(text "// SPDX-License-Identifier: Apache-2.0\n// Written by cmake/embed.cmake; not to be edited.\n#include <string_view>\n\nnamespace ${NAMESPACE} {\n")
  string(REPLACE "|" ";" pairs "${PAIRS}")
  while(pairs)
    list(POP_FRONT pairs function file)
    file(READ ${ROOT}/${file} hex HEX)
    string(LENGTH "${hex}" digits)
    math(EXPR size "${digits} / 2")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    # A braced list of bytes: string literals are limited in length by some compilers. One 0 more, so that an empty file is an array too.
    string(APPEND text "namespace {\nconstexpr unsigned char k${function}[] = {${bytes}0};\n}  // namespace\n"
           "std::string_view ${function}() noexcept { return {reinterpret_cast<const char*>(k${function}), ${size}}; }\n")
  endwhile()
  file(WRITE ${OUTPUT} "${text}}  // namespace ${NAMESPACE}\n")
  return()
endif()

function(embed target output namespace)
  set(files)
  set(rest ${ARGN})
  while(rest)
    list(POP_FRONT rest function file)
    list(APPEND files ${PROJECT_SOURCE_DIR}/${file})
  endwhile()
  string(REPLACE ";" "|" pairs "${ARGN}")
  set(path ${CMAKE_CURRENT_BINARY_DIR}/${output})
  add_custom_command(OUTPUT ${path} VERBATIM
    COMMAND ${CMAKE_COMMAND} -DROOT=${PROJECT_SOURCE_DIR} -DOUTPUT=${path} -DNAMESPACE=${namespace} -DPAIRS=${pairs} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake)
  target_sources(${target} PRIVATE ${path})
endfunction()
