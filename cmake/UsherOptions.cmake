# Compiler, warning, sanitizer and hardening flags shared by every target, as one interface library: usher::options.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(USHER_CCACHE ccache)
if(USHER_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Two checkouts of the same sources share what was compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    "${CMAKE_COMMAND};-E;env;CCACHE_BASEDIR=${PROJECT_SOURCE_DIR};CCACHE_NOHASHDIR=1;${USHER_CCACHE}")
endif()

add_library(usher_options INTERFACE)
add_library(usher::options ALIAS usher_options)
target_include_directories(usher_options INTERFACE "${PROJECT_SOURCE_DIR}/include")
target_compile_options(usher_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wimplicit-fallthrough
  $<$<CXX_COMPILER_ID:Clang>:-Wextra-semi -Wunreachable-code-aggressive>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>
  $<$<BOOL:${USHER_WERROR}>:-Werror>
  -fstack-protector-strong)
target_compile_definitions(usher_options INTERFACE
  _GLIBCXX_ASSERTIONS
  $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
target_link_options(usher_options INTERFACE -Wl,-z,relro,-z,now)

if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  target_compile_options(usher_options INTERFACE -fcf-protection)
endif()

# A debugging build keeps line tables only: half the object size and link time, the same stack traces.
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  set(CMAKE_CXX_FLAGS_DEBUG "-O0 -gline-tables-only")
  find_program(USHER_LLD NAMES ld.lld-19 ld.lld)
  if(USHER_LLD)
    target_link_options(usher_options INTERFACE "-fuse-ld=${USHER_LLD}")
  endif()
endif()

if(USHER_SANITIZE)
  target_compile_options(usher_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(usher_options INTERFACE -fsanitize=address,undefined)
endif()
