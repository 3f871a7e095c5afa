/* A USBKEY that is a folder, behind the SKF calls of GM/T 0016-2012 that a login needs. For tests and the demo alone.
 *
 * SKF_SIMULATOR_DIR names the folder: sign.key (SM2, PEM), sign.der, enc.der (optional), pin, tries. The key is plugged in while
 * sign.der is there. It says by YZD_SKF_SIMULATOR what it is, so that the agent takes it only when asked to.
 * Build: cc -shared -fPIC -o libskfsim.so skf_simulator.c -lcrypto
 */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint32_t ULONG;
typedef int32_t BOOL;
typedef uint8_t BYTE;
typedef void *HANDLE;

#define SAR_OK 0x00000000u
#define SAR_FAIL 0x0A000001u
#define SAR_INVALIDPARAMERR 0x0A000006u
#define SAR_BUFFER_TOO_SMALL 0x0A000020u
#define SAR_DEVICE_REMOVED 0x0A000023u
#define SAR_PIN_INCORRECT 0x0A000024u
#define SAR_PIN_LOCKED 0x0A000025u
#define SAR_USER_NOT_LOGGED_IN 0x0A00002Du
#define SAR_NO_SUCH_CERTIFICATE 0x0A00001Cu
#define SGD_SM3 1u
#define MAX_TRIES 6

#pragma pack(push, 1)
typedef struct { ULONG BitLen; BYTE X[64]; BYTE Y[64]; } ECCPUBLICKEYBLOB;
typedef struct { BYTE r[64]; BYTE s[64]; } ECCSIGNATUREBLOB;
#pragma pack(pop)

const int YZD_SKF_SIMULATOR = 1;

/* Handles are tokens: what they stand for is one and the same. An application remembers whether its PIN was right. */
typedef struct { int is_open; } application;
typedef struct { application *owner; } container;
typedef struct { EVP_MD_CTX *context; } hashing;
static int device_token;

/* GB/T 32918.5: a, b, base point. */
static const char *CURVE =
    "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC"
    "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"
    "32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"
    "BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0";

static FILE *file(const char *name, const char *mode) {
    const char *folder = getenv("SKF_SIMULATOR_DIR");
    char path[4096];
    if (folder == NULL || snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) return NULL;
    return fopen(path, mode);
}

static int is_plugged_in(void) {
    FILE *f = file("sign.der", "rb");
    if (f == NULL) return 0;
    fclose(f);
    return 1;
}

static ULONG list(const char *names, ULONG length, char *out, ULONG *size) {
    if (size == NULL) return SAR_INVALIDPARAMERR;
    if (out != NULL) {
        if (*size < length) return SAR_BUFFER_TOO_SMALL;
        memcpy(out, names, length);
    }
    *size = length;
    return SAR_OK;
}

ULONG SKF_EnumDev(BOOL present, char *names, ULONG *size) {
    (void)present;
    return is_plugged_in() ? list("SIM-KEY\0", 9, names, size) : list("", 0, names, size);
}

ULONG SKF_ConnectDev(const char *name, HANDLE *device) {
    (void)name;
    if (!is_plugged_in()) return SAR_DEVICE_REMOVED;
    *device = &device_token;
    return SAR_OK;
}

ULONG SKF_DisConnectDev(HANDLE device) { (void)device; return SAR_OK; }

ULONG SKF_EnumApplication(HANDLE device, char *names, ULONG *size) {
    (void)device;
    return list("APP\0", 5, names, size);
}

ULONG SKF_OpenApplication(HANDLE device, const char *name, HANDLE *made) {
    (void)device; (void)name;
    if (!is_plugged_in()) return SAR_DEVICE_REMOVED;
    *made = calloc(1, sizeof(application));
    return *made == NULL ? SAR_FAIL : SAR_OK;
}

ULONG SKF_CloseApplication(HANDLE one) { free(one); return SAR_OK; }

static int number_in(const char *name, int otherwise) {
    int value = otherwise;
    FILE *f = file(name, "r");
    if (f == NULL) return otherwise;
    if (fscanf(f, "%d", &value) != 1) value = otherwise;
    fclose(f);
    return value;
}

static int keep_number(const char *name, int value) {
    FILE *f = file(name, "w");
    if (f == NULL) return 0;
    fprintf(f, "%d\n", value);
    return fclose(f) == 0;
}

ULONG SKF_VerifyPIN(HANDLE one, ULONG type, const char *pin, ULONG *left) {
    char right[128] = "";
    int tries = number_in("tries", MAX_TRIES);
    FILE *f = file("pin", "r");
    (void)type;
    if (f == NULL) return SAR_DEVICE_REMOVED;
    if (fgets(right, sizeof right, f) == NULL) right[0] = 0;
    fclose(f);
    right[strcspn(right, "\r\n")] = 0;
    *left = (ULONG)(tries > 0 ? tries : 0);
    if (tries <= 0) return SAR_PIN_LOCKED;
    /* Counted before it is compared, so that pulling the key out in between gains nothing. */
    if (!keep_number("tries", tries - 1)) return SAR_FAIL;
    if (strcmp(pin, right) != 0) {
        *left = (ULONG)(tries - 1);
        return tries - 1 > 0 ? SAR_PIN_INCORRECT : SAR_PIN_LOCKED;
    }
    keep_number("tries", MAX_TRIES);
    ((application *)one)->is_open = 1;
    return SAR_OK;
}

ULONG SKF_EnumContainer(HANDLE one, char *names, ULONG *size) {
    (void)one;
    return list("CONTAINER\0", 11, names, size);
}

ULONG SKF_OpenContainer(HANDLE owner, const char *name, HANDLE *made) {
    container *c = calloc(1, sizeof(container));
    (void)name;
    if (c == NULL) return SAR_FAIL;
    c->owner = owner;
    *made = c;
    return SAR_OK;
}

ULONG SKF_CloseContainer(HANDLE one) { free(one); return SAR_OK; }

ULONG SKF_ExportCertificate(HANDLE one, BOOL is_for_signing, BYTE *out, ULONG *size) {
    FILE *f = file(is_for_signing ? "sign.der" : "enc.der", "rb");
    BYTE room[16384];
    size_t length;
    (void)one;
    if (f == NULL) return SAR_NO_SUCH_CERTIFICATE;
    length = fread(room, 1, sizeof room, f);
    fclose(f);
    if (out != NULL) {
        if (*size < length) return SAR_BUFFER_TOO_SMALL;
        memcpy(out, room, length);
    }
    *size = (ULONG)length;
    return SAR_OK;
}

static EVP_PKEY *private_key(void) {
    FILE *f = file("sign.key", "r");
    EVP_PKEY *key;
    if (f == NULL) return NULL;
    key = PEM_read_PrivateKey(f, NULL, NULL, NULL);
    fclose(f);
    return key;
}

ULONG SKF_ExportPublicKey(HANDLE one, BOOL is_for_signing, BYTE *out, ULONG *size) {
    ECCPUBLICKEYBLOB *blob = (ECCPUBLICKEYBLOB *)out;
    BIGNUM *x = NULL, *y = NULL;
    EVP_PKEY *key = private_key();
    int done = 0;
    (void)one; (void)is_for_signing;
    if (key == NULL) return SAR_DEVICE_REMOVED;
    if (blob != NULL && *size >= sizeof *blob && EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_X, &x) &&
        EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_Y, &y)) {
        blob->BitLen = 256;
        done = BN_bn2binpad(x, blob->X, 64) == 64 && BN_bn2binpad(y, blob->Y, 64) == 64;
    }
    *size = sizeof *blob;
    BN_free(x);
    BN_free(y);
    EVP_PKEY_free(key);
    return done ? SAR_OK : SAR_FAIL;
}

/* Z of GB/T 32918.2: SM3 of the identity's bits, identity, curve and public key; the digest of the text begins with it. */
ULONG SKF_DigestInit(HANDLE device, ULONG algorithm, ECCPUBLICKEYBLOB *key, BYTE *id, ULONG id_length, HANDLE *made) {
    BYTE z[32], bits[2] = {(BYTE)(id_length * 8 >> 8), (BYTE)(id_length * 8)};
    unsigned char *curve = NULL;
    long curve_length = 0;
    hashing *h;
    EVP_MD_CTX *c;
    int done;
    (void)device;
    if (algorithm != SGD_SM3 || key == NULL) return SAR_INVALIDPARAMERR;
    curve = OPENSSL_hexstr2buf(CURVE, &curve_length);
    c = EVP_MD_CTX_new();
    done = curve != NULL && c != NULL && EVP_DigestInit_ex(c, EVP_sm3(), NULL) && EVP_DigestUpdate(c, bits, 2) &&
           EVP_DigestUpdate(c, id, id_length) && EVP_DigestUpdate(c, curve, (size_t)curve_length) &&
           EVP_DigestUpdate(c, key->X + 32, 32) && EVP_DigestUpdate(c, key->Y + 32, 32) && EVP_DigestFinal_ex(c, z, NULL) &&
           EVP_DigestInit_ex(c, EVP_sm3(), NULL) && EVP_DigestUpdate(c, z, 32);
    OPENSSL_free(curve);
    h = calloc(1, sizeof *h);
    if (!done || h == NULL) {
        EVP_MD_CTX_free(c);
        free(h);
        return SAR_FAIL;
    }
    h->context = c;
    *made = h;
    return SAR_OK;
}

ULONG SKF_Digest(HANDLE one, BYTE *text, ULONG length, BYTE *out, ULONG *size) {
    hashing *h = one;
    if (*size < 32) return SAR_BUFFER_TOO_SMALL;
    if (!EVP_DigestUpdate(h->context, text, length) || !EVP_DigestFinal_ex(h->context, out, NULL)) return SAR_FAIL;
    *size = 32;
    return SAR_OK;
}

ULONG SKF_CloseHandle(HANDLE one) {
    hashing *h = one;
    if (h != NULL) EVP_MD_CTX_free(h->context);
    free(h);
    return SAR_OK;
}

ULONG SKF_ECCSignData(HANDLE one, BYTE *digest, ULONG length, ECCSIGNATUREBLOB *out) {
    container *c = one;
    EVP_PKEY *key;
    EVP_PKEY_CTX *signing;
    unsigned char der[128];
    const unsigned char *start = der;
    size_t der_length = sizeof der;
    ECDSA_SIG *pair = NULL;
    int done;
    if (!c->owner->is_open) return SAR_USER_NOT_LOGGED_IN;
    key = private_key();
    if (key == NULL) return SAR_DEVICE_REMOVED;
    signing = EVP_PKEY_CTX_new(key, NULL);
    done = signing != NULL && EVP_PKEY_sign_init(signing) > 0 && EVP_PKEY_sign(signing, der, &der_length, digest, length) > 0 &&
           (pair = d2i_ECDSA_SIG(NULL, &start, (long)der_length)) != NULL &&
           BN_bn2binpad(ECDSA_SIG_get0_r(pair), out->r, 64) == 64 && BN_bn2binpad(ECDSA_SIG_get0_s(pair), out->s, 64) == 64;
    ECDSA_SIG_free(pair);
    EVP_PKEY_CTX_free(signing);
    EVP_PKEY_free(key);
    return done ? SAR_OK : SAR_FAIL;
}
