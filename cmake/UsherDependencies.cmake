# Every outside library, found in one place. DEPENDENCIES.md says why each is here.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(CURL 7.88 REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(date REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(prometheus-cpp REQUIRED COMPONENTS core)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus>=3.3)
pkg_check_modules(libcmark_gfm REQUIRED IMPORTED_TARGET libcmark-gfm)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)

# Standalone Asio and websocketpp are headers; SYSTEM keeps their warnings out of ours.
find_path(USHER_ASIO_INCLUDE asio.hpp REQUIRED)
find_path(USHER_WEBSOCKETPP_INCLUDE websocketpp/version.hpp REQUIRED)

add_library(usher_asio INTERFACE)
add_library(usher::asio ALIAS usher_asio)
target_include_directories(usher_asio SYSTEM INTERFACE "${USHER_ASIO_INCLUDE}")
target_compile_definitions(usher_asio INTERFACE
  ASIO_STANDALONE ASIO_NO_DEPRECATED ASIO_HAS_CO_AWAIT=1 ASIO_HAS_STD_COROUTINE=1 ASIO_DISABLE_VISIBILITY)
target_link_libraries(usher_asio INTERFACE Threads::Threads)

# Implicit conversions hide type errors in untrusted JSON.
add_library(usher_json INTERFACE)
add_library(usher::json ALIAS usher_json)
target_link_libraries(usher_json INTERFACE nlohmann_json::nlohmann_json)
target_compile_definitions(usher_json INTERFACE JSON_USE_IMPLICIT_CONVERSIONS=0)

add_library(usher_websocketpp INTERFACE)
add_library(usher::websocketpp ALIAS usher_websocketpp)
target_include_directories(usher_websocketpp SYSTEM INTERFACE "${USHER_WEBSOCKETPP_INCLUDE}")
target_compile_definitions(usher_websocketpp INTERFACE _WEBSOCKETPP_CPP11_STL_)
