# cmake -DOUTPUT=file.cpp -DROOT=folder -P embed.cmake
#   Writes page/* and tickets/*.json below ROOT into one C++ file, as the table behind "sandbox/assets.hpp".
file(GLOB files RELATIVE "${ROOT}" "${ROOT}/page/*.html" "${ROOT}/page/*.css" "${ROOT}/page/*.js" "${ROOT}/page/*.svg"
     "${ROOT}/tickets/*.json")
list(SORT files)
set(arrays "")
set(entries "")
set(index 0)
foreach(name IN LISTS files)
  file(READ "${ROOT}/${name}" bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${bytes}")
  # Short literals, joined by the compiler: a single one may not be longer than 65,536 characters everywhere.
  string(REGEX REPLACE "((\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?)" "\"\\1\"\n" bytes "${bytes}")
  file(SIZE "${ROOT}/${name}" size)
  string(APPEND arrays "constexpr char kAsset${index}[] =\n${bytes};\n")
  string(APPEND entries "    {\"${name}\", std::string_view(kAsset${index}, ${size})},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE "${OUTPUT}" "// Written by src/sandbox/embed.cmake; do not edit.
#include \"sandbox/assets.hpp\"

#include <array>

namespace usher::sandbox {

namespace {

${arrays}
constexpr std::array<Asset, ${index}> kAssets{{
${entries}}};

} // namespace

std::span<const Asset> assets() { return kAssets; }

} // namespace usher::sandbox
")
