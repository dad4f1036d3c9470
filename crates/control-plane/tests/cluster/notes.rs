//! The cluster that the notes draw.

use crate::picture::{NOTES, fresh, picture};

#[test]
fn the_notes_cluster_comes_out_as_drawn() {
    let cluster = fresh(NOTES);
    assert_eq!(
        picture(&cluster),
        "\
pod default/mariadb-# nodoc 10.10.0.103 ready
pod default/nginx-# nodob 10.10.0.105 ready
pod default/wordpress-# nodob 10.10.0.112 ready
pod default/wordpress-# nodoa 10.10.0.102 ready
pod kube-system/coredns-# nodo1 10.10.0.10 ready
service default/mariadb-service ClusterIP 10.10.1.101 3307/TCP>3306
service default/nginx NodePort 10.10.1.105 8081/TCP>80 node 30880
service default/wp-service ClusterIP 10.10.1.102 8080/TCP>80
service kube-system/kube-dns ClusterIP 10.10.1.10 dns 53/UDP>dns dns-tcp 53/TCP>dns-tcp
slice default/mariadb-service-4tz84 3306/TCP: 10.10.0.103@nodoc
slice default/nginx-vkxf7 80/TCP: 10.10.0.105@nodob
slice default/wp-service-whhw9 80/TCP: 10.10.0.102@nodoa 10.10.0.112@nodob
slice kube-system/kube-dns-62wjd dns 53/UDP dns-tcp 53/TCP: 10.10.0.10@nodo1
"
    );
}
