# SPDX-License-Identifier: Apache-2.0
# Warnings, hardening and sanitizers, for every target.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wformat=2 -Wimplicit-fallthrough -Wshadow -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 misreads std::string and coroutine frames here (GCC bugs 105329, 105651, 98753).
  add_compile_options(-Wno-restrict -Wno-dangling-pointer -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
endif()
add_compile_definitions(_GLIBCXX_ASSERTIONS)
if(NOT CYBERCHECK_SANITIZE)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection)
  add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    add_compile_definitions(_FORTIFY_SOURCE=2)
  endif()
else()
  add_compile_options(-fsanitize=${CYBERCHECK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CYBERCHECK_SANITIZE})
endif()
